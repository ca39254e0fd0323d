import { expect, it } from 'vitest'
import { displayWidth } from './display-width.ts'

it.each([
  ['', 0],
  ['abc', 3],
  ['上游', 4],
  ['上游 a，', 8],
  ['🙂', 2],
  ['é', 1],
])('%j takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

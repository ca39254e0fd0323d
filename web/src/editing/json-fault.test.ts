import { describe, expect, it } from 'vitest'
import { jsonFault } from './json-fault.ts'

describe('jsonFault', () => {
  it('finds nothing wrong with JSON', () => {
    expect(jsonFault('{"a": [1, 2]}')).toBeUndefined()
  })
  it('names the line and column of a fault', () => {
    expect(jsonFault('{\n  "a": 1,\n  "b" 2\n}')).toMatchObject({ line: 3, column: 7 })
  })
  it('points to the end of a text that stops too early', () => {
    expect(jsonFault('{\n  "a": 1\n')).toMatchObject({ line: expect.any(Number) })
    expect(jsonFault('')).toMatchObject({ line: 1, column: 1 })
  })
})

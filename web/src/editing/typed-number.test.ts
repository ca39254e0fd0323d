import { expect, it } from 'vitest'
import { holdsNoNumber, readNumber, shownNumber } from './typed-number.ts'

it.each([
  [0, { min: 0 }, 0],
  [-5, { min: 0 }, Number.NaN],
  ['-', { min: 0 }, Number.NaN],
  ['', { min: 0 }, Number.NaN],
  ['', { min: 1, mayBeEmpty: true }, 0],
  [0, { min: 1, mayBeEmpty: true }, Number.NaN],
  [1.5, { min: 1, unit: 1024 }, 1536],
  [1e300, { min: 0 }, Number.NaN],
])('%j under %j is %d in the document', (typed, rules, wanted) => {
  expect(readNumber(typed, rules)).toBe(wanted)
})

it('shows no limit as an empty field, and nothing in place of what was not understood', () => {
  expect(shownNumber(0, { min: 1, mayBeEmpty: true })).toBe('')
  expect(shownNumber(0, { min: 0 })).toBe(0)
  expect(shownNumber(1536, { min: 0, unit: 1024 })).toBe(1.5)
  expect(shownNumber(Number.NaN, { min: 0 })).toBe('')
})

it('finds a number that is none wherever it stands', () => {
  expect(holdsNoNumber({ a: { b: [1, Number.NaN] } })).toBe(true)
  expect(holdsNoNumber({ a: { b: [1, null, 'NaN'] } })).toBe(false)
})

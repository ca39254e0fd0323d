import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decimalText, exactDollars, millionths, roundHalfEven } from './decimal.ts'

it.each([
  [3.75, 3_750_000],
  ['0.025', 25_000],
  [0.000001, 1],
  [1e-7, undefined],
  ['0.000001', 1],
  ['0.0000001', undefined],
  [0, 0],
  [-1, undefined],
  ['1e3', undefined],
  ['', undefined],
  ['¥3', undefined],
  ['999999999999', undefined],
  [Number.NaN, undefined],
])('reads %j as %j millionths', (value, expected) => {
  expect(millionths(value)).toBe(expected)
})

it('writes millionths as the decimal they were read from', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (whole) => {
      expect(millionths(decimalText(whole))).toBe(whole)
    }),
  )
  expect(decimalText(3_750_000)).toBe('3.75')
  expect(decimalText(5_000_000)).toBe('5')
})

it.each([
  [0n, '0.000000000'],
  [45_428_400n, '0.045428400'],
  [9_007_199_254_740_993_000_000_001n, '9007199254740993.000000001'],
  [-5n, '-0.000000005'],
])('writes %d nano-dollars as %s', (nano, text) => {
  expect(exactDollars(nano)).toBe(text)
})

it('rounds to the nearest, and what is equally near to the even one', () => {
  const halves = [1n, 3n, 5n, 7n].map((half) => roundHalfEven(half, 2n))
  expect(halves).toEqual([0n, 2n, 2n, 4n])
  expect([499n, 500n, 501n, 1499n, 1500n, 1501n].map((pico) => roundHalfEven(pico, 1000n))).toEqual([
    0n,
    0n,
    1n,
    1n,
    2n,
    2n,
  ])
})

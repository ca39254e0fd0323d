import { expect, test } from 'vitest'
import { percentOf } from './share.ts'

test('percent are rounded down, and never below what they are', () => {
  expect([0, 0.29, 0.82, 0.999999, 1, 1.15].map((share) => percentOf(share))).toEqual([0, 29, 82, 99, 100, 115])
  expect([0.289, 0.5701, 0.9999].map((share) => percentOf(share, 1))).toEqual([28.9, 57, 99.9])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIsoTime } from './iso-time.ts'

test('a time is written as Date writes it, in any order', () => {
  const isoTime = createIsoTime()
  fc.assert(
    fc.property(fc.array(fc.date({ noInvalidDate: true })), (dates) => {
      for (const date of dates) expect(isoTime(date.getTime())).toBe(date.toISOString())
    }),
  )
  expect(isoTime(1_700_000_000_123.9)).toBe('2023-11-14T22:13:20.123Z')
})

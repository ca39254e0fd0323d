/** Periods begin where people's clocks say so, also on the days on which clocks are changed. */
import { expect, test } from 'vitest'
import { type CalendarPeriod, stretchAt } from './calendar.ts'

const period = (more: Partial<CalendarPeriod>): CalendarPeriod => ({
  unit: 'day',
  timeZone: 'Europe/Berlin',
  startsAt: '00:00',
  startsOn: 1,
  ...more,
})

/** The stretch around an instant, as instants. */
const around = (more: Partial<CalendarPeriod>, now: string): string[] => {
  const { from, before } = stretchAt(period(more), Date.parse(now))
  return [new Date(from).toISOString(), new Date(before).toISOString()]
}

test('a day in which clocks are put forward has 23 hours, and one in which they are put back 25', () => {
  expect(around({}, '2026-03-29T12:00:00Z')).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'])
  expect(around({}, '2026-10-25T12:00:00Z')).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'])
})

test('a start that a change of clocks leaves out is an hour later, and one that comes twice is the first', () => {
  expect(around({ startsAt: '02:30' }, '2026-03-29T12:00:00Z')[0]).toBe('2026-03-29T01:30:00.000Z')
  expect(around({ startsAt: '02:30' }, '2026-10-25T12:00:00Z')[0]).toBe('2026-10-25T00:30:00.000Z')
})

test('before its start a day is still the one before', () => {
  const four = { timeZone: 'Asia/Shanghai', startsAt: '04:00' }
  expect(around(four, '2026-11-30T19:59:59Z')).toEqual(['2026-11-29T20:00:00.000Z', '2026-11-30T20:00:00.000Z'])
  expect(around(four, '2026-11-30T20:00:00Z')[0]).toBe('2026-11-30T20:00:00.000Z')
})

test('weeks begin on their day', () => {
  const week = { unit: 'week', timeZone: 'UTC' } as const
  expect(around({ ...week, startsOn: 1 }, '2026-11-30T00:00:00Z')[0]).toBe('2026-11-30T00:00:00.000Z')
  expect(around({ ...week, startsOn: 7 }, '2026-11-30T00:00:00Z')).toEqual([
    '2026-11-29T00:00:00.000Z',
    '2026-12-06T00:00:00.000Z',
  ])
})

test('months begin on their day, which every month has', () => {
  const month = { unit: 'month', timeZone: 'UTC', startsOn: 28 } as const
  expect(around(month, '2027-02-27T23:59:00Z')).toEqual(['2027-01-28T00:00:00.000Z', '2027-02-28T00:00:00.000Z'])
  expect(around(month, '2027-02-28T00:00:00Z')).toEqual(['2027-02-28T00:00:00.000Z', '2027-03-28T00:00:00.000Z'])
})

test('a zone that is half an hour off begins its days there', () => {
  expect(around({ timeZone: 'Asia/Kathmandu' }, '2026-11-30T12:00:00Z')[0]).toBe('2026-11-29T18:15:00.000Z')
})

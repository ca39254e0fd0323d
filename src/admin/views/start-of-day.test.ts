import { expect, it } from 'vitest'
import { startOfDay } from './start-of-day.ts'

it.each([
  ['UTC', '2026-03-05T12:34:56Z', '2026-03-05T00:00:00Z'],
  ['Asia/Shanghai', '2026-03-05T15:59:59Z', '2026-03-04T16:00:00Z'],
  ['Asia/Shanghai', '2026-03-05T16:00:00Z', '2026-03-05T16:00:00Z'],
  ['Asia/Kolkata', '2026-03-05T12:00:00Z', '2026-03-04T18:30:00Z'],
  // A day of 23 hours and one of 25.
  ['Europe/Berlin', '2026-03-29T20:00:00Z', '2026-03-28T23:00:00Z'],
  ['Europe/Berlin', '2026-10-25T22:30:00Z', '2026-10-24T22:00:00Z'],
  // Midnight does not exist on this day.
  ['America/Santiago', '2025-09-07T15:00:00Z', '2025-09-07T04:00:00Z'],
])('in %s the day of %s began at %s', (zone, now, start) => {
  expect(new Date(startOfDay(Date.parse(now), zone)).toISOString()).toBe(start.replace('Z', '.000Z'))
})

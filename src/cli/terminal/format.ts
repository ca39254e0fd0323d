/** How times, spans and sizes are shown and read on the command line. Pure. */
import { readExpiry } from '../../codec/text/expiry.ts'
import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS }

/** A span in its two largest units: `2 h 5 min`. */
export const showSpan = (ms: number, { format }: Messages): string => {
  const days = Math.floor(ms / DAY_MS)
  const hours = Math.floor(ms / HOUR_MS) % 24
  const minutes = Math.floor(ms / MINUTE_MS) % 60
  const seconds = Math.floor(ms / SECOND_MS) % 60
  if (days > 0) return fill(format.days, { days, hours })
  if (hours > 0) return fill(format.hours, { hours, minutes })
  if (minutes > 0) return fill(format.minutes, { minutes, seconds })
  return fill(format.seconds, { seconds })
}

/** A span of one request: `312 ms`, `4.1 s`. */
export const showDuration = (ms: number): string =>
  ms < SECOND_MS ? `${Math.round(ms)} ms` : `${(ms / SECOND_MS).toFixed(1)} s`

/** An instant (ms since 1970) as `2026-01-31 18:04:05` in local time. */
export const showTime = (at: number): string => {
  const date = new Date(at)
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

/** Milliseconds of `30s`, `15m`, `2h`, `7d` or `1w`; undefined for anything else. */
export const readSpan = (text: string): number | undefined => {
  const match = /^(\d{1,6})([smhdw])$/.exec(text.trim())
  return match === null ? undefined : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0)
}

/** An instant in the past: a span before `now`, or a local or zoned time. Undefined for anything else. */
export const readSince = (text: string, now: number): number | undefined => {
  const span = readSpan(text)
  return span === undefined ? readExpiry(text) : now - span
}

/** Characters of an id that lists show: its time and 12 random bits, enough to tell two requests apart. */
export const SHORT_ID_LENGTH = 18

/** Ids taken over from the original hold no time by which their beginning could be looked up, so they are shown whole. */
export const shortId = (id: string): string => (/^[\da-f]{8}-[\da-f]{4}-7/.test(id) ? id.slice(0, SHORT_ID_LENGTH) : id)

export const SINCE_EXAMPLES = '30m, 2h, 7d, 2026-01-31, 2026-01-31T18:00'
export const UNTIL_EXAMPLES = '2026-01-31T18:00, 2026-01-31T18:00:00+08:00'

const two = (value: number): string => String(value).padStart(2, '0')

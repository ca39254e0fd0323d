/** Reading the time at which a token ends: what a person types after `--expires`, and what stands in a file. Pure. */

/** Forms that `parseExpiryInput` understands, to be shown when it does not. */
export const EXPIRY_EXAMPLES = ['30d', '12h', '2w', '2025-12-31', '2025-12-31T23:59:59', '2025-12-31T23:59:59+08:00']

export interface Expiry {
  /** What is written to the file: the text as typed, or for a duration the instant in UTC. */
  readonly text: string
  /** ms since 1970; from then on the token is no longer valid. */
  readonly at: number
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const TEN_THOUSAND_YEARS_MS = 315_569_520_000_000

/**
 * Reads typed input: a duration from `now` (ms since 1970) in minutes, hours, days or weeks (`30d`), or a time as
 * `readExpiry` reads it. Undefined for anything else, for which the caller words the refusal.
 */
export const parseExpiryInput = (input: string, now: number): Expiry | undefined => {
  const text = input.trim()
  const duration = /^(\d{1,9})\s*([mhdw])$/i.exec(text)
  if (duration !== null) return fromDuration(Number(duration[1]), duration[2] ?? '', now)
  const at = readExpiry(text)
  return at === undefined ? undefined : { text, at }
}

const fromDuration = (count: number, unit: string, now: number): Expiry | undefined => {
  const at = now + count * (UNITS[unit.toLowerCase()] ?? 0)
  if (count === 0 || at - now > TEN_THOUSAND_YEARS_MS / 10) return undefined
  return { text: new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z'), at }
}

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s?(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}))?)?$/i

/**
 * Reads a time as it stands in `auth.json`, in ms since 1970: ISO 8601, local when it names no zone; a date alone is local
 * midnight at its start, as in the original. Undefined when it cannot be read, which means expired.
 */
export const readExpiry = (text: string): number | undefined => {
  const match = TIME.exec(text.trim())
  if (match === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', zone] = match
  const parts = [year, month, day, hour, minute, second].map(Number)
  if (!isRealTime(parts)) return undefined
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
  const ms = Math.floor(Number(`0.${fraction}`) * 1000)
  if (zone === undefined) return new Date(y, mo - 1, d, h, mi, s, ms).getTime()
  const offset = zoneMinutes(zone)
  return offset === undefined ? undefined : Date.UTC(y, mo - 1, d, h, mi, s, ms) - offset * 60_000
}

/** Date turns 31 February into March; here it is refused. Years below 100 would mean 19xx to it. */
const isRealTime = ([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[]): boolean =>
  year >= 1000 &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= new Date(Date.UTC(year, month, 0)).getUTCDate() &&
  hour <= 23 &&
  minute <= 59 &&
  second <= 59

const zoneMinutes = (zone: string): number | undefined => {
  if (/^z$/i.test(zone)) return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2)) * (zone.length > 3 ? 1 : 0)
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Whether a token with this `expires_at` has ended at `now` (ms since 1970). Empty or absent: it never ends. */
export const isExpired = (text: string | null | undefined, now: number): boolean => {
  if (text === null || text === undefined || text.trim() === '') return false
  const at = readExpiry(text)
  return at === undefined || now >= at
}

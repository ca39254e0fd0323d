/** Numbers, durations and instants as headers about limits write them. */

/** A number without a sign, such as `30`, `1.5`. */
export const numberIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined

/** Numbers above this are seconds since 1970, below it seconds from now. */
const EPOCH_SECONDS = 1_000_000_000

/** The instant (ms since 1970) at which a limit begins anew: in seconds from now or since 1970, as a duration, or as a date. */
export const resetIn = (value: string, now: number): number | undefined => {
  const number = numberIn(value)
  if (number !== undefined) return number > EPOCH_SECONDS ? number * 1000 : now + number * 1000
  const duration = durationIn(value)
  return duration === undefined ? instantIn(value) : now + duration
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `6m0s`, `1.5s`, `20ms`: in ms. */
const durationIn = (value: string): number | undefined => {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(value)) return undefined
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0),
    0,
  )
}

/** A date must look like one: `Date.parse` would take a bare number for a year. */
export const instantIn = (value: string | undefined): number | undefined => {
  const instant = value === undefined || !/\d{1,2}:\d{2}/.test(value) ? Number.NaN : Date.parse(value)
  return Number.isNaN(instant) ? undefined : instant
}

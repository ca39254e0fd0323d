/** Where hours, days and months begin in a time zone, daylight saving included, as constant offsets over stretches of time. */
import { BUCKET_MS } from './entry.ts'

/** From bucket `from` on, local time is `offset` buckets ahead of UTC. */
export interface OffsetSegment {
  readonly from: number
  readonly offset: number
}

const BUCKETS_PER_HOUR = 4
const BUCKETS_PER_DAY = 96

/** The zone of this machine. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Throws a `RangeError` when the zone is not known. */
export const zoneOffsets = (timeZone: string): ((bucket: number) => number) => {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-hc-h23', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return (bucket) => {
    const ms = bucket * BUCKET_MS
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, Number(part.value)]))
    const [year, month, day] = [parts.get('year') ?? 1970, parts.get('month') ?? 1, parts.get('day') ?? 1]
    const local = Date.UTC(year, month - 1, day, parts.get('hour') ?? 0, parts.get('minute') ?? 0)
    return Math.round((local - ms) / BUCKET_MS)
  }
}

/** The stretches of constant offset between two buckets (inclusive), oldest first; at least one. */
export const offsetSegments = (timeZone: string, first: number, last: number): readonly OffsetSegment[] => {
  const offsetAt = zoneOffsets(timeZone)
  const segments = [{ from: first, offset: offsetAt(first) }]
  for (let bucket = first; bucket < last; ) {
    const next = Math.min(bucket + 7 * BUCKETS_PER_DAY, last)
    const before = segments.at(-1)?.offset ?? 0
    const after = offsetAt(next)
    if (after !== before) segments.push({ from: transition(offsetAt, bucket, next), offset: after })
    bucket = next
  }
  return segments
}

/** First bucket in `(low, high]` with the offset of `high`. Zones change at most once a week. */
const transition = (offsetAt: (bucket: number) => number, low: number, high: number): number => {
  const wanted = offsetAt(high)
  let [before, after] = [low, high]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(middle) === wanted) after = middle
    else before = middle
  }
  return after
}

/** Names of a quarter, an hour, a day and a month, from a local bucket (UTC bucket plus offset). */
export const localNames = (localBucket: number): { quarter: string; hour: string; day: string; month: string } => {
  const iso = new Date(localBucket * BUCKET_MS).toISOString()
  return { quarter: iso.slice(0, 16), hour: iso.slice(0, 13), day: iso.slice(0, 10), month: iso.slice(0, 7) }
}

export type TimeUnit = 'quarter' | 'hour' | 'day'

/** Buckets in a unit, for grouping local buckets. */
export const bucketsIn = (unit: TimeUnit): number => BUCKETS_IN[unit]

const BUCKETS_IN: Readonly<Record<TimeUnit, number>> = { quarter: 1, hour: BUCKETS_PER_HOUR, day: BUCKETS_PER_DAY }

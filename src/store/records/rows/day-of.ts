/** Which local day a quarter of an hour belongs to. */
import { IMPORTED_BUCKET } from '../entry.ts'
import { bucketsIn, zoneOffsets } from '../local-time.ts'

/** Local day since 1970 of a bucket. */
export type DayOf = (bucket: number) => number

/** The day of totals without time. */
export const IMPORTED_DAY = -1

/** Local day since 1970 of a bucket. Remembers the last ones: entries come close together. */
export const createDayOf = (timeZone: string): DayOf => {
  const offsetAt = zoneOffsets(timeZone)
  const known = new Map<number, number>()
  return (bucket) => {
    if (bucket === IMPORTED_BUCKET) return IMPORTED_DAY
    const day = known.get(bucket) ?? Math.floor((bucket + offsetAt(bucket)) / bucketsIn('day'))
    if (known.size > 1000) known.clear()
    known.set(bucket, day)
    return day
  }
}

/** Local quarters, hours and days of a time zone as SQL over the buckets of the ledger: constant offsets between changes of the zone's clock. */
import { IMPORTED_BUCKET } from '../../../records/entry.ts'
import { bucketsIn, type OffsetSegment, offsetSegments, type TimeUnit } from '../../../records/local-time.ts'
import type { Connection } from './driver.ts'

/**
 * An expression over `bucket` that numbers local quarters, hours or days since 1970; undefined while there are no totals with a time. Totals
 * without time must be told apart by the caller. Throws a `RangeError` for an unknown zone.
 */
export const localTimeSql = (connection: Connection, timeZone: string, unit: TimeUnit): string | undefined => {
  const first = edgeBucket(connection, 'ASC')
  const last = edgeBucket(connection, 'DESC')
  if (first === undefined || last === undefined) return undefined
  return `(bucket + ${offsetSql(offsetSegments(timeZone, first, last))}) / ${bucketsIn(unit)}`
}

/** Whether days begin alike in two zones for as long as there are totals: one zone may have several names. */
export const haveSameDays = (connection: Connection, left: string, right: string): boolean =>
  left === right || localTimeSql(connection, left, 'day') === localTimeSql(connection, right, 'day')

/** Oldest or newest bucket with a time. One look at an end of the table, where `min` and `max` together would read all of it. */
const edgeBucket = (connection: Connection, order: 'ASC' | 'DESC'): number | undefined => {
  const edge = `SELECT bucket FROM ledger WHERE bucket > ? ORDER BY bucket ${order} LIMIT 1`
  const bucket = connection.all(edge, [IMPORTED_BUCKET])[0]?.['bucket']
  return typeof bucket === 'number' ? bucket : undefined
}

const offsetSql = (segments: readonly OffsetSegment[]): string => {
  const last = segments.at(-1)?.offset ?? 0
  const cases = segments.slice(1).map(({ from }, index) => `WHEN bucket < ${from} THEN ${segments[index]?.offset ?? 0}`)
  return cases.length === 0 ? String(last) : `CASE ${cases.join(' ')} ELSE ${last} END`
}

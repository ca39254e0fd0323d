/** Which rows of which table answer a question about totals: whole days are read as days, what is left at the two ends by the quarter hour. */
import { BUCKET_MS, IMPORTED_BUCKET } from '../entry.ts'
import type { LedgerQuery } from '../ledger.ts'
import type { DayOf } from './day-of.ts'

/** From inclusive, before exclusive, in the unit of the table; absent: no end. */
export interface Range {
  readonly from?: number
  readonly before?: number
}

export interface TableRange {
  readonly table: 'ledger' | 'ledger_days'
  readonly range: Range
}

/** By quarters of an hour alone. */
export const quarterRange = ({ since, until }: LedgerQuery): Range => ({
  ...(since === undefined ? {} : { from: Math.floor(since / BUCKET_MS) }),
  ...(until === undefined ? {} : { before: Math.ceil(until / BUCKET_MS) }),
})

/** Where days of `dayOf` may stand for the quarters in them. */
export const dayRanges = (query: LedgerQuery, dayOf: DayOf): readonly TableRange[] => {
  const { from, before } = quarterRange(query)
  const first = from === undefined || from <= IMPORTED_BUCKET ? undefined : dayOf(from)
  const last = before === undefined ? undefined : dayOf(before)
  if (first !== undefined && last !== undefined && first >= last) {
    return [{ table: 'ledger', range: quarterRange(query) }]
  }
  const whole: Range = {
    ...(first === undefined ? {} : { from: first + 1 }),
    ...(last === undefined ? {} : { before: last }),
  }
  const ranges: TableRange[] = [{ table: 'ledger_days', range: whole }]
  if (first !== undefined) ranges.push({ table: 'ledger', range: partOfDay(dayOf, from ?? 0, 'after') })
  if (last !== undefined) ranges.push({ table: 'ledger', range: partOfDay(dayOf, before ?? 0, 'before') })
  return ranges
}

/** The buckets of the day around `bucket` that stand after (with it) or before it. */
const partOfDay = (dayOf: DayOf, bucket: number, side: 'after' | 'before'): Range => {
  const day = dayOf(bucket)
  let edge = bucket
  if (side === 'after') {
    while (dayOf(edge) === day) edge += 1
    return { from: bucket, before: edge }
  }
  while (edge > 0 && dayOf(edge - 1) === day) edge -= 1
  return { from: edge, before: bucket }
}

/** Totals by any dimensions, added up by SQLite; local days come from constant offsets between changes of the zone's clock. */
import { type RawBuilder, sql } from 'kysely'
import { NO_USAGE } from '../../../contract/usage.ts'
import type { LedgerGroup, LedgerQuery, LedgerRow } from '../../ledger.ts'
import { BUCKET_MS, IMPORTED_BUCKET } from '../entry.ts'
import { ledgerRows, type Sums, timeUnit } from '../ledger-rows.ts'
import { bucketsIn, machineZone, type OffsetSegment, offsetSegments } from '../local-time.ts'
import type { Connection } from './driver.ts'
import { allRows, queries } from './queries.ts'
import { USAGE_FIELDS } from './wire.ts'

const NAMES = ['service', 'upstream', 'model', 'token'] as const satisfies readonly LedgerGroup[]

/** Throws a `RangeError` for an unknown time zone. */
export const ledgerTotals = (connection: Connection, query: LedgerQuery): readonly LedgerRow[] => {
  const time = timeExpression(connection, query)
  const names = NAMES.filter((name) => query.groupBy.includes(name))
  let select = queries
    .selectFrom('ledger')
    .select((of) => [
      time.as('time'),
      of.fn.sum<number>('requests').as('requests'),
      of.fn.sum<number>('failures').as('failures'),
      ...USAGE_FIELDS.map((field) => of.fn.sum<number>(field).as(field)),
    ])
    .select(names)
    .groupBy([sql`1`, ...names])
    .$if(query.since !== undefined, (rows) => rows.where('bucket', '>=', Math.floor((query.since ?? 0) / BUCKET_MS)))
    .$if(query.until !== undefined, (rows) => rows.where('bucket', '<', Math.ceil((query.until ?? 0) / BUCKET_MS)))
  for (const name of NAMES) {
    const wanted = query[name]
    if (wanted !== undefined) select = select.where(name, '=', wanted)
  }
  return ledgerRows(query, allRows(connection, select).map(sumsOf))
}

type SumRow = Readonly<Record<string, unknown>>

const sumsOf = (row: SumRow): Sums => {
  const names = NAMES.filter((name) => row[name] !== undefined).map((name) => [name, String(row[name])] as const)
  const counts = USAGE_FIELDS.map((field) => [field, Number(row[field] ?? 0)] as const)
  return {
    ...Object.fromEntries(names),
    time: row['time'] === null ? null : Number(row['time']),
    requests: Number(row['requests'] ?? 0),
    failures: Number(row['failures'] ?? 0),
    usage: { ...NO_USAGE, ...Object.fromEntries(counts) },
  }
}

/** The local hour or day of a bucket as a number; null for totals without time, and when no time is asked for. */
const timeExpression = (connection: Connection, query: LedgerQuery): RawBuilder<number | null> => {
  const unit = timeUnit(query)
  const first = edgeBucket(connection, 'ASC')
  const last = edgeBucket(connection, 'DESC')
  if (unit === undefined || first === undefined || last === undefined) return sql<number | null>`NULL`
  const offset = offsetExpression(offsetSegments(query.timeZone ?? machineZone(), first, last))
  const local = `(bucket + ${offset}) / ${bucketsIn(unit)}`
  return sql<number | null>`${sql.raw(`CASE WHEN bucket = ${IMPORTED_BUCKET} THEN NULL ELSE ${local} END`)}`
}

/** Oldest or newest bucket with a time. One look at an end of the table, where `min` and `max` together would read all of it. */
const edgeBucket = (connection: Connection, order: 'ASC' | 'DESC'): number | undefined => {
  const edge = `SELECT bucket FROM ledger WHERE bucket > ? ORDER BY bucket ${order} LIMIT 1`
  const bucket = connection.all(edge, [IMPORTED_BUCKET])[0]?.['bucket']
  return typeof bucket === 'number' ? bucket : undefined
}

const offsetExpression = (segments: readonly OffsetSegment[]): string => {
  const last = segments.at(-1)?.offset ?? 0
  const cases = segments.slice(1).map(({ from }, index) => `WHEN bucket < ${from} THEN ${segments[index]?.offset ?? 0}`)
  return cases.length === 0 ? String(last) : `CASE ${cases.join(' ')} ELSE ${last} END`
}

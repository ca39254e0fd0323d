/** Totals by any dimensions, added up by the database. Whole days of its zone come from the table of days. */
import { IMPORTED_BUCKET } from '../../../records/entry.ts'
import type { LedgerQuery, LedgerRow, RepriceEntry } from '../../../records/ledger.ts'
import { ledgerRows, type Sums, timeUnit } from '../../../records/ledger-rows.ts'
import { bucketsIn, type OffsetSegment, offsetSegments, type TimeUnit } from '../../../records/local-time.ts'
import { createDayOf, IMPORTED_DAY } from '../../../records/rows/day-of.ts'
import { LEDGER_NAMES, sumsIn } from '../../../records/rows/ledger-columns.ts'
import { dayRanges, quarterRange, type TableRange } from '../../../records/rows/ledger-ranges.ts'
import type { Row, Sessions } from '../database/connection.ts'
import { zoneOf } from '../database/migrations.ts'
import { SUM_COLUMNS } from '../database/tables.ts'

type Query = Pick<Sessions, 'query'>

/** Throws a `RangeError` for an unknown time zone. */
export const ledgerTotals = async (sessions: Query, query: LedgerQuery): Promise<readonly LedgerRow[]> => {
  const unit = timeUnit(query)
  const daysZone = await zoneOf(sessions)
  const edges = unit === undefined ? undefined : await edgesOf(sessions)
  const segmentsIn = (zone: string): readonly OffsetSegment[] => offsetSegments(zone, ...(edges ?? [1, 1]))
  const zone = query.timeZone ?? daysZone
  const isDaily = unit === 'day' && sameSegments(segmentsIn(zone), segmentsIn(daysZone))
  const ranges: readonly TableRange[] =
    unit === undefined || isDaily
      ? dayRanges(query, createDayOf(daysZone))
      : [{ table: 'ledger', range: quarterRange(query) }]
  const time = unit === undefined ? undefined : localTimeSql(segmentsIn(zone), unit)
  const sums: Sums[] = []
  for (const range of ranges) sums.push(...(await addedUp(sessions, query, range, time)))
  return ledgerRows(query, sums)
}

/** Oldest and newest bucket with a time; undefined without any. */
const edgesOf = async (sessions: Query): Promise<readonly [number, number] | undefined> => {
  const { rows } = await sessions.query(
    'SELECT min(bucket) AS first, max(bucket) AS last FROM ledger WHERE bucket > $1',
    [IMPORTED_BUCKET],
  )
  const [row] = rows
  return typeof row?.['first'] === 'number' ? [row['first'], Number(row['last'])] : undefined
}

/** Whether days begin alike in two zones for as long as there are totals: one zone may have several names. */
const sameSegments = (left: readonly OffsetSegment[], right: readonly OffsetSegment[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right)

/** An expression over `bucket` that numbers local quarters, hours or days since 1970. */
const localTimeSql = (segments: readonly OffsetSegment[], unit: TimeUnit): string => {
  const last = segments.at(-1)?.offset ?? 0
  const cases = segments.slice(1).map(({ from }, index) => `WHEN bucket < ${from} THEN ${segments[index]?.offset ?? 0}`)
  const offset = cases.length === 0 ? String(last) : `CASE ${cases.join(' ')} ELSE ${last} END`
  return `CASE WHEN bucket = ${IMPORTED_BUCKET} THEN NULL ELSE (bucket + ${offset}) / ${bucketsIn(unit)} END`
}

const addedUp = async (
  sessions: Query,
  query: LedgerQuery,
  { table, range }: TableRange,
  time: string | undefined,
): Promise<readonly Sums[]> => {
  const [column, timeOfTable] = table === 'ledger' ? ['bucket', time] : ['day', `nullif(day, ${IMPORTED_DAY})`]
  const names = LEDGER_NAMES.filter((name) => query.groupBy.includes(name))
  const parts = ['TRUE']
  const values: unknown[] = []
  for (const name of LEDGER_NAMES) {
    if (query[name] !== undefined) parts.push(`${name} = $${values.push(query[name])}`)
  }
  if (range.from !== undefined) parts.push(`${column} >= $${values.push(range.from)}`)
  if (range.before !== undefined) parts.push(`${column} < $${values.push(range.before)}`)
  const columns = [
    `${time === undefined ? 'NULL' : timeOfTable} AS time`,
    ...names,
    ...SUM_COLUMNS.map((sum) => `sum(${sum})::text AS ${sum}`),
  ]
  const { rows } = await sessions.query(
    `SELECT ${columns.join(', ')} FROM ${table} WHERE ${parts.join(' AND ')} GROUP BY ${['1', ...names].join(', ')}`,
    values,
  )
  return rows.map((row) => sumsOf(row, names))
}

const sumsOf = (row: Row, names: readonly (typeof LEDGER_NAMES)[number][]): Sums => ({
  ...Object.fromEntries(names.map((name) => [name, String(row[name])])),
  time: row['time'] === null ? null : Number(row['time']),
  ...sumsIn(row),
})

const MOST_REPRICES = 200

/** What was priced again, newest first. */
export const repricesOf = async (sessions: Query): Promise<readonly RepriceEntry[]> => {
  const { rows } = await sessions.query(`SELECT * FROM reprices ORDER BY id DESC LIMIT ${MOST_REPRICES}`)
  return rows.map((row) => ({
    at: Number(row['at']),
    since: Number(row['since'] ?? 0),
    until: row['until'] === null ? null : Number(row['until']),
    book: String(row['book']),
    requests: Number(row['requests']),
    changed: Number(row['changed']),
    before: BigInt(String(row['before'])),
    after: BigInt(String(row['after'])),
  }))
}

/**
 * Totals by any dimensions, added up by SQLite. Whole days of this machine's zone come from the table of days; quarter hours are
 * read only for the days at the two ends of a range, for hours, and for other zones.
 */
import { type RawBuilder, sql } from 'kysely'
import { IMPORTED_BUCKET } from '../../../records/entry.ts'
import type { LedgerQuery, LedgerRow } from '../../../records/ledger.ts'
import { ledgerRows, type Sums, timeUnit } from '../../../records/ledger-rows.ts'
import { machineZone } from '../../../records/local-time.ts'
import { createDayOf, IMPORTED_DAY } from '../../../records/rows/day-of.ts'
import { LEDGER_NAMES, LEDGER_SUMS, sumsIn } from '../../../records/rows/ledger-columns.ts'
import { dayRanges, quarterRange, type Range } from '../../../records/rows/ledger-ranges.ts'
import type { SqlValue } from '../../../records/rows/sql-value.ts'
import type { Connection } from '../database/driver.ts'
import { zoneOfDays } from '../database/ledger-days.ts'
import { haveSameDays, localTimeSql } from '../database/local-sql.ts'
import { queries } from './queries.ts'

/** Throws a `RangeError` for an unknown time zone. */
export const ledgerTotals = (connection: Connection, query: LedgerQuery): readonly LedgerRow[] => {
  const unit = timeUnit(query)
  const zone = query.timeZone ?? machineZone()
  const daysZone = zoneOfDays(connection)
  const quick = daysZone !== '' && (unit === undefined || (unit === 'day' && haveSameDays(connection, zone, daysZone)))
  return ledgerRows(
    query,
    quick ? sumsByDays(connection, query, daysZone) : sumsOfQuarters(connection, query, quarterRange(query)),
  )
}

/** Whole days from their table, the parts of a day at both ends from the quarter hours. */
const sumsByDays = (connection: Connection, query: LedgerQuery, zone: string): readonly Sums[] =>
  dayRanges(query, createDayOf(zone)).flatMap(({ table, range }) =>
    table === 'ledger' ? sumsOfQuarters(connection, query, range) : sumsOfDays(connection, query, range),
  )

const sumsOfDays = (connection: Connection, query: LedgerQuery, range: Range): readonly Sums[] => {
  const time = timeUnit(query) === undefined ? 'NULL' : `nullif(day, ${IMPORTED_DAY})`
  return addedUp(connection, query, { table: 'ledger_days', column: 'day', time, range })
}

const sumsOfQuarters = (connection: Connection, query: LedgerQuery, range: Range): readonly Sums[] => {
  const unit = timeUnit(query)
  const local = unit === undefined ? undefined : localTimeSql(connection, query.timeZone ?? machineZone(), unit)
  const time = local === undefined ? 'NULL' : `CASE WHEN bucket = ${IMPORTED_BUCKET} THEN NULL ELSE ${local} END`
  return addedUp(connection, query, { table: 'ledger', column: 'bucket', time, range })
}

interface Rows {
  readonly table: 'ledger' | 'ledger_days'
  /** Column of the time, and the expression over it that is grouped by. */
  readonly column: 'bucket' | 'day'
  readonly time: string
  readonly range: Range
}

const addedUp = (connection: Connection, query: LedgerQuery, { table, column, time, range }: Rows): readonly Sums[] => {
  const names = LEDGER_NAMES.filter((name) => query.groupBy.includes(name))
  // As text: sums of nano-dollars may be larger than a number can tell exactly.
  const sums = LEDGER_SUMS.map((field) => sql`CAST(sum(${sql.ref(field)}) AS TEXT) AS ${sql.ref(field)}`)
  const conditions: RawBuilder<boolean>[] = LEDGER_NAMES.flatMap((name) =>
    query[name] === undefined ? [] : [sql<boolean>`${sql.ref(name)} = ${query[name]}`],
  )
  if (range.from !== undefined) conditions.push(sql`${sql.ref(column)} >= ${range.from}`)
  if (range.before !== undefined) conditions.push(sql`${sql.ref(column)} < ${range.before}`)
  const columns = [sql`${sql.raw(time)} AS time`, ...names.map((name) => sql.ref(name)), ...sums]
  const select = sql<SumRow>`SELECT ${sql.join(columns)} FROM ${sql.table(table)}
    WHERE ${sql.join([sql`TRUE`, ...conditions], sql` AND `)}
    GROUP BY ${sql.join([sql`1`, ...names.map((name) => sql.ref(name))])}`
  const { sql: text, parameters } = select.compile(queries)
  return connection.all(text, parameters as readonly SqlValue[]).map(sumsOf)
}

type SumRow = Readonly<Record<string, unknown>>

const sumsOf = (row: SumRow): Sums => {
  const names = LEDGER_NAMES.filter((name) => row[name] !== undefined).map((name) => [name, String(row[name])] as const)
  return {
    ...Object.fromEntries(names),
    time: row['time'] === null ? null : Number(row['time']),
    ...sumsIn(row),
  }
}

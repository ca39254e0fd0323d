/** The statements that change totals, for both tables of them. */
import { collectEntry, type LedgerEntry } from '../../../records/entry.ts'
import type { DayOf } from '../../../records/rows/day-of.ts'
import { LEDGER_NAMES, QUARTER_NAMES, sumValues } from '../../../records/rows/ledger-columns.ts'
import type { SqlValue } from '../../../records/rows/sql-value.ts'
import type { Session } from '../database/connection.ts'
import { SUM_COLUMNS } from '../database/tables.ts'
import { places, storable } from '../database/values.ts'

const TABLES = [
  { table: 'ledger', time: 'bucket', names: QUARTER_NAMES },
  { table: 'ledger_days', time: 'day', names: LEDGER_NAMES },
] as const

type Table = (typeof TABLES)[number]

const keyOf = ({ time, names }: Table): string => [time, ...names].join(', ')
const columnsOf = (one: Table): string => [keyOf(one), ...SUM_COLUMNS].join(', ')
const onConflict = (one: Table): string => {
  const addition = SUM_COLUMNS.map((sum) => `${sum} = ${one.table}.${sum} + excluded.${sum}`).join(', ')
  return `ON CONFLICT (${keyOf(one)}) DO UPDATE SET ${addition}`
}

/** Rows in one statement. */
const ROWS = 200
/** Characters of a name: an index takes no key of more than a third of a page, and nobody calls anything that. */
const LONGEST_NAME = 120

const nameIn = (entry: LedgerEntry, name: (typeof QUARTER_NAMES)[number]): SqlValue =>
  storable(entry[name].slice(0, LONGEST_NAME))

/**
 * Adds entries to the rows with the same key. To be called last in a transaction: all nodes change these rows, in this one order of tables and
 * keys, and hold them for as short as can be. In another order two nodes would wait for each other.
 */
export const addToLedger = async (session: Session, entries: readonly LedgerEntry[], dayOf: DayOf): Promise<void> => {
  for (const one of TABLES) {
    const timeOf = one.time === 'day' ? dayOf : (bucket: number) => bucket
    const rows = addedUp(entries, one, timeOf)
    for (let start = 0; start < rows.length; start += ROWS) {
      const some = rows.slice(start, start + ROWS)
      const width = 1 + one.names.length + SUM_COLUMNS.length
      const sql = `INSERT INTO ${one.table} (${columnsOf(one)}) VALUES ${places(width, some.length)} ${onConflict(one)}`
      await session.query(sql, some.flat())
    }
  }
}

/** One row for each key, in the order of the keys: a statement cannot change one row twice. */
const addedUp = (
  entries: readonly LedgerEntry[],
  { names }: Table,
  timeOf: (bucket: number) => number,
): readonly (readonly SqlValue[])[] => {
  const sums = new Map<string, { readonly key: readonly SqlValue[]; readonly parts: Map<string, LedgerEntry> }>()
  for (const entry of entries) {
    const key = [timeOf(entry.bucket), ...names.map((name) => nameIn(entry, name))]
    const text = key.join('\u0000')
    const present = sums.get(text) ?? { key, parts: new Map<string, LedgerEntry>() }
    sums.set(text, present)
    // As one entry, whatever else tells them apart.
    collectEntry(present.parts, { ...entry, bucket: 0, service: '', upstream: '', model: '', token: '', class: '' })
  }
  return [...sums]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { key, parts }]) => [...key, ...[...parts.values()].flatMap(sumValues)])
}

/** Adds the rows of one upstream to those of another and takes them away. */
export const renameInLedger = async (session: Session, service: string, from: string, to: string): Promise<void> => {
  for (const one of TABLES) {
    const columns = [one.time, 'service', '$1', ...one.names.slice(2), ...SUM_COLUMNS].join(', ')
    const rows = `SELECT ${columns} FROM ${one.table} WHERE service = $2 AND upstream = $3 ORDER BY ${keyOf(one)}`
    await session.query(`INSERT INTO ${one.table} (${columnsOf(one)}) ${rows} ${onConflict(one)}`, [to, service, from])
    await session.query(`DELETE FROM ${one.table} WHERE service = $1 AND upstream = $2`, [service, from])
  }
}

export const clearLedger = async (session: Session): Promise<void> => {
  for (const { table } of TABLES) await session.query(`DELETE FROM ${table}`)
}

/** The statements that change totals, for both tables of them. */
import type { LedgerEntry } from '../../../records/entry.ts'
import type { DayOf } from '../../../records/rows/day-of.ts'
import { LEDGER_NAMES, LEDGER_SUMS, QUARTER_NAMES, sumValues } from '../../../records/rows/ledger-columns.ts'
import type { Connection } from './driver.ts'

const TABLES = [
  { table: 'ledger', time: 'bucket', names: QUARTER_NAMES },
  { table: 'ledger_days', time: 'day', names: LEDGER_NAMES },
] as const

const addition = LEDGER_SUMS.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')

type Table = (typeof TABLES)[number]

const columnsOf = ({ time, names }: Table): string => [time, ...names, ...LEDGER_SUMS].join(', ')
const onConflict = ({ time, names }: Table): string =>
  `ON CONFLICT (${[time, ...names].join(', ')}) DO UPDATE SET ${addition}`

const ADD = TABLES.map((one) => {
  const values = [one.time, ...one.names, ...LEDGER_SUMS].map(() => '?').join(', ')
  return `INSERT INTO ${one.table} (${columnsOf(one)}) VALUES (${values}) ${onConflict(one)}`
})
const MERGE = TABLES.map((one) => {
  const columns = [one.time, 'service', '?', ...one.names.slice(2), ...LEDGER_SUMS].join(', ')
  return `INSERT INTO ${one.table} (${columnsOf(one)})
    SELECT ${columns} FROM ${one.table} WHERE service = ? AND upstream = ?
    ${onConflict(one)}`
})

/** Adds an entry to the rows with the same key. */
export const addToLedger = (connection: Connection, entry: LedgerEntry, dayOf: DayOf): void => {
  const { bucket, service, upstream, model, token } = entry
  const names = [service, upstream, model, token]
  const sums = sumValues(entry)
  const [addToQuarter = '', addToDay = ''] = ADD
  connection.run(addToQuarter, [bucket, ...names, entry.class, ...sums])
  connection.run(addToDay, [dayOf(bucket), ...names, ...sums])
}

/** Adds the rows of one upstream to those of another and takes them away. */
export const renameInLedger = (connection: Connection, service: string, from: string, to: string): void => {
  for (const sql of MERGE) connection.run(sql, [to, service, from])
  for (const { table } of TABLES)
    connection.run(`DELETE FROM ${table} WHERE service = ? AND upstream = ?`, [service, from])
}

export const clearLedger = (connection: Connection): void => {
  for (const { table } of TABLES) connection.exec(`DELETE FROM ${table}`)
}

/** The statements that change totals, for both tables of them. */
import { COUNT_FIELDS } from '../../../../contract/counts.ts'
import { USAGE_FIELDS } from '../../../../contract/usage.ts'
import type { LedgerEntry } from '../../../records/entry.ts'
import type { Connection } from './driver.ts'
import { usageArray } from './record-rows.ts'

/** Local day since 1970 of a bucket. */
export type DayOf = (bucket: LedgerEntry['bucket']) => number

const LEDGER_NAMES = ['service', 'upstream', 'model', 'token'] as const
export const LEDGER_SUMS = [...COUNT_FIELDS, ...USAGE_FIELDS] as const

const TABLES = [
  { table: 'ledger', time: 'bucket' },
  { table: 'ledger_days', time: 'day' },
] as const

const addition = LEDGER_SUMS.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')

const columnsOf = (time: string): string => [time, ...LEDGER_NAMES, ...LEDGER_SUMS].join(', ')
const onConflict = (time: string): string =>
  `ON CONFLICT (${[time, ...LEDGER_NAMES].join(', ')}) DO UPDATE SET ${addition}`

const ADD = TABLES.map(({ table, time }) => {
  const values = [time, ...LEDGER_NAMES, ...LEDGER_SUMS].map(() => '?').join(', ')
  return `INSERT INTO ${table} (${columnsOf(time)}) VALUES (${values}) ${onConflict(time)}`
})
const MERGE = TABLES.map(
  ({ table, time }) => `INSERT INTO ${table} (${columnsOf(time)})
    SELECT ${time}, service, ?, model, token, ${LEDGER_SUMS.join(', ')} FROM ${table} WHERE service = ? AND upstream = ?
    ${onConflict(time)}`,
)

/** Adds an entry to the rows with the same key. */
export const addToLedger = (connection: Connection, entry: LedgerEntry, dayOf: DayOf): void => {
  const { bucket, service, upstream, model, token, usage } = entry
  const counts = COUNT_FIELDS.map((field) => entry[field])
  const values = [service, upstream, model, token, ...counts, ...usageArray(usage)]
  const times = [bucket, dayOf(bucket)]
  ADD.forEach((sql, index) => {
    connection.run(sql, [times[index] ?? 0, ...values])
  })
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

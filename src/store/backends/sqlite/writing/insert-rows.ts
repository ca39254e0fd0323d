/**
 * Puts the rows of records into their tables: many at once, because each statement costs as much as the row it writes, and one by one
 * where one of them is there already or cannot be written.
 */

import { EXCHANGE_COLUMNS } from '../../../records/rows/record-rows.ts'
import type { SqlValue } from '../../../records/rows/sql-value.ts'
import type { Connection } from '../database/driver.ts'
import { failureKind } from '../database/failure.ts'

/** Values of one record, in the order of the columns. */
export interface RecordRows {
  /** `sort`, then `EXCHANGE_COLUMNS`. */
  readonly exchanges: readonly SqlValue[]
  readonly details: readonly SqlValue[]
  /** Absent where nothing of the bodies is kept. */
  readonly bodies: readonly SqlValue[] | undefined
}

/** `present`: an earlier batch wrote it; `refused`: its own data cannot be written. */
export type InsertOutcome = 'inserted' | 'present' | 'refused'

/** Records that are best given at once. */
export const GROUP = 16

/** What became of each. Throws what concerns the whole batch: a full disk, a lock, a broken file. */
export const insertRows = (connection: Connection, group: readonly RecordRows[]): readonly InsertOutcome[] => {
  connection.exec('SAVEPOINT together')
  const outcome = writeAll(connection, group)
  connection.exec(outcome === 'inserted' ? 'RELEASE together' : 'ROLLBACK TO together; RELEASE together')
  if (outcome === 'inserted' || group.length === 1) return group.map(() => outcome)
  return group.flatMap((rows) => insertRows(connection, [rows]))
}

const writeAll = (connection: Connection, group: readonly RecordRows[]): InsertOutcome => {
  try {
    const exchanges = group.flatMap((rows) => rows.exchanges)
    if (connection.run(insertExchanges(group.length), exchanges) !== group.length) return 'present'
    const details = group.flatMap((rows) => rows.details)
    connection.run(insertDetails(group.length), details)
    // One by one: SQLite copies all the bytes of a statement before it writes any.
    for (const { bodies } of group) if (bodies !== undefined) connection.run(INSERT_BODIES, bodies)
    return 'inserted'
  } catch (error) {
    if (failureKind(error) !== 'data') throw error
    return 'refused'
  }
}

const places = (columns: number, rows: number): string =>
  Array(rows)
    .fill(`(${Array(columns).fill('?').join(', ')})`)
    .join(', ')

/** A record that is there already was written by a batch, or an import, that did not hear of its own success. */
const insertExchanges = (rows: number): string =>
  `INSERT INTO exchanges (sort, ${EXCHANGE_COLUMNS.join(', ')}) VALUES ${places(EXCHANGE_COLUMNS.length + 1, rows)}
   ON CONFLICT (id) DO NOTHING`
const insertDetails = (rows: number): string => `INSERT INTO details (sort, attempts, more) VALUES ${places(3, rows)}`
const INSERT_BODIES = `INSERT INTO bodies (sort, about, request, sent, response) VALUES ${places(5, 1)}`

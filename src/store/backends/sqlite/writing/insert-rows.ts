/**
 * Puts the rows of records into their tables: many at once, because each statement costs as much as the row it writes, and one by one
 * where one of them is there already or cannot be written.
 */

import type { Connection } from '../database/driver.ts'
import { failureKind } from '../database/failure.ts'
import { EXCHANGE_COLUMNS } from '../database/record-rows.ts'
import type { SqlValue } from '../database/sql-value.ts'

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

/** Records per statement. */
export const GROUP = 16

/** Bytes of bodies that one statement may hold: SQLite copies all of them before it writes any. */
const TOGETHER_BYTES = 1024 * 1024

const TABLES = [
  // A record that is there already was written by a batch, or an import, that did not hear of its own success.
  { table: 'exchanges', columns: ['sort', ...EXCHANGE_COLUMNS], otherwise: 'ON CONFLICT (id) DO NOTHING' },
  { table: 'details', columns: ['sort', 'attempts', 'more'], otherwise: '' },
  { table: 'bodies', columns: ['sort', 'about', 'request', 'sent', 'response'], otherwise: '' },
] as const

const statements = (rows: number) => {
  const [exchanges, details, bodies] = TABLES.map(({ table, columns, otherwise }) => {
    const row = `(${columns.map(() => '?').join(', ')})`
    return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${Array(rows).fill(row).join(', ')} ${otherwise}`
  }) as [string, string, string]
  return { exchanges, details, bodies }
}

const ONE = statements(1)
const MANY = statements(GROUP)

/** False, and nothing is written, when the rows have to be tried one by one. Throws what concerns the whole batch. */
export const insertTogether = (connection: Connection, group: readonly RecordRows[]): boolean => {
  if (group.length !== GROUP) return false
  connection.exec('SAVEPOINT together')
  const done = writeTogether(connection, group)
  connection.exec(done ? 'RELEASE together' : 'ROLLBACK TO together; RELEASE together')
  return done
}

const writeTogether = (connection: Connection, group: readonly RecordRows[]): boolean => {
  try {
    const exchanges = group.flatMap((rows) => rows.exchanges)
    if (connection.run(MANY.exchanges, exchanges) !== GROUP) return false
    connection.run(
      MANY.details,
      group.flatMap((rows) => rows.details),
    )
    const bodies = group.flatMap((rows) => (rows.bodies === undefined ? [] : [rows.bodies]))
    if (bodies.length === GROUP && bytesIn(bodies) <= TOGETHER_BYTES) connection.run(MANY.bodies, bodies.flat())
    else for (const row of bodies) connection.run(ONE.bodies, row)
    return true
  } catch (error) {
    if (failureKind(error) !== 'data') throw error
    return false
  }
}

const bytesIn = (rows: readonly (readonly SqlValue[])[]): number =>
  rows.reduce(
    (sum, row) =>
      row.reduce<number>((bytes, value) => bytes + (value instanceof Uint8Array ? value.byteLength : 0), sum),
    0,
  )

/** Throws what concerns the whole batch: a full disk, a lock, a broken file. */
export const insertSafely = (connection: Connection, rows: RecordRows): InsertOutcome => {
  try {
    if (connection.run(ONE.exchanges, rows.exchanges) === 0) return 'present'
    connection.run(ONE.details, rows.details)
    if (rows.bodies !== undefined) connection.run(ONE.bodies, rows.bodies)
    return 'inserted'
  } catch (error) {
    if (failureKind(error) !== 'data') throw error
    for (const { table } of TABLES) connection.run(`DELETE FROM ${table} WHERE sort = ?`, [rows.exchanges[0] ?? null])
    return 'refused'
  }
}

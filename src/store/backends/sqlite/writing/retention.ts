/**
 * Keeps the log within its limits, in steps small enough that a batch never waits long for one. Totals are another table and stay.
 */
import type { LogLimit } from '../../../records/log-limit.ts'
import type { Connection } from '../database/driver.ts'
import { SORT_SLOTS } from '../database/schema.ts'
import { transaction } from '../database/transaction.ts'
import { countRecords } from './insert.ts'

const STEP_RECORDS = 200
/** Records that go before the size is looked at again. */
const STEP_OF_BYTES = 50
const STEP_PAGES = 256
const DAY_MS = 24 * 60 * 60 * 1000
/** Free pages that stay for the next records: at least these, or one in twenty. */
const SPARE_PAGES = 64
const SPARE_SHARE = 0.05

export interface DatabaseCounts {
  readonly records: number
  /** Records that have bodies. */
  readonly bodied: number
}

export const databaseCounts = (connection: Connection): DatabaseCounts => {
  const rows = connection.all("SELECT name, value FROM meta WHERE name IN ('records', 'bodied')", [])
  const counts = new Map(rows.map((row) => [row['name'], Number(row['value'])]))
  return { records: counts.get('records') ?? 0, bodied: counts.get('bodied') ?? 0 }
}

/** Drops what is too much or too old, one step in a transaction of its own. True when there is more. `now` in ms since 1970. */
export const trimStep = (connection: Connection, limits: LogLimit, now: number): boolean => {
  const counts = databaseCounts(connection)
  const before = recordsEnd(connection, limits, now, counts)
  if (before !== undefined) {
    transaction(connection, () => deleteBefore(connection, before))
    return true
  }
  const bodiesBefore = endOf(connection, 'bodies', counts.bodied - limits.requestsWithBodies)
  if (bodiesBefore !== undefined) {
    transaction(connection, () => {
      const bodied = connection.run('DELETE FROM bodies WHERE sort < ?', [bodiesBefore])
      countRecords(connection, { records: 0, bodied: -bodied })
    })
    return true
  }
  return false
}

/** Deletes single records with everything that belongs to them, within the caller's transaction. */
export const deleteRecords = (connection: Connection, sorts: readonly number[]): number => {
  let [records, bodied] = [0, 0]
  for (const sort of sorts) {
    records += connection.run('DELETE FROM exchanges WHERE sort = ?', [sort])
    connection.run('DELETE FROM details WHERE sort = ?', [sort])
    bodied += connection.run('DELETE FROM bodies WHERE sort = ?', [sort])
  }
  countRecords(connection, { records: -records, bodied: -bodied })
  return records
}

const deleteBefore = (connection: Connection, sort: number): void => {
  const records = connection.run('DELETE FROM exchanges WHERE sort < ?', [sort])
  connection.run('DELETE FROM details WHERE sort < ?', [sort])
  const bodied = connection.run('DELETE FROM bodies WHERE sort < ?', [sort])
  countRecords(connection, { records: -records, bodied: -bodied })
}

/** The `sort` before which records go in this step; undefined when all may stay. */
const recordsEnd = (
  connection: Connection,
  limits: LogLimit,
  now: number,
  counts: DatabaseCounts,
): number | undefined => {
  if (counts.records > limits.requests) return endOf(connection, 'exchanges', counts.records - limits.requests)
  if (limits.days > 0) {
    const aged = Math.floor(now - limits.days * DAY_MS) * SORT_SLOTS
    const oldest = Number(connection.all('SELECT min(sort) AS sort FROM exchanges', [])[0]?.['sort'] ?? aged)
    if (oldest < aged) return Math.min(aged, endOf(connection, 'exchanges', STEP_RECORDS) ?? aged)
  }
  return usedBytes(connection) > limits.bytes ? endOf(connection, 'exchanges', STEP_OF_BYTES) : undefined
}

/** The `sort` before which the oldest `count` rows of a table stand, or fewer in one step; undefined for none. */
const endOf = (connection: Connection, table: 'exchanges' | 'bodies', count: number): number | undefined => {
  if (count <= 0) return undefined
  const skipped = Math.min(count, STEP_RECORDS)
  const next = connection.all(`SELECT sort FROM ${table} ORDER BY sort LIMIT 1 OFFSET ?`, [skipped])[0]?.['sort']
  if (typeof next === 'number') return next
  const last = connection.all(`SELECT max(sort) AS sort FROM ${table}`, [])[0]?.['sort']
  return typeof last === 'number' ? last + 1 : undefined
}

const pragma = (connection: Connection, name: string): number =>
  Number(Object.values(connection.all(`PRAGMA ${name}`, [])[0] ?? {})[0] ?? 0)

/** Bytes of the file that hold something. */
const usedBytes = (connection: Connection): number =>
  (pragma(connection, 'page_count') - pragma(connection, 'freelist_count')) * pragma(connection, 'page_size')

/**
 * Gives free pages back to the file system, so that the file shrinks. True when more can be given. Worth doing when nothing else
 * is to be done: while requests come, the next records fill these pages, and giving them back cost more than writing.
 */
export const releasePages = (connection: Connection): boolean => {
  const spare = Math.max(SPARE_PAGES, pragma(connection, 'page_count') * SPARE_SHARE)
  const free = pragma(connection, 'freelist_count')
  if (free <= spare) return false
  connection.all(`PRAGMA incremental_vacuum(${STEP_PAGES})`, [])
  if (free - STEP_PAGES > spare) return true
  // The file itself shrinks when the log is folded in.
  connection.all('PRAGMA wal_checkpoint(TRUNCATE)', [])
  return false
}

/**
 * Keeps the log within its limits, in steps small enough that a batch never waits long for one. Totals are another table and stay.
 */
import type { LogLimit } from '../record-store.ts'
import type { Connection } from './driver.ts'
import { countRecords } from './insert.ts'
import { BODY_SLOTS, SORT_SLOTS } from './schema.ts'
import { transaction } from './transaction.ts'

const STEP_RECORDS = 200
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

/** Does one step in a transaction of its own. True when there is more to do. `now` in ms since 1970. */
export const trimStep = (connection: Connection, limits: LogLimit, now: number): boolean => {
  const counts = databaseCounts(connection)
  const oldest = oldestToDrop(connection, limits, now, counts)
  if (oldest.length > 0) {
    transaction(connection, () => deleteRecords(connection, oldest))
    return true
  }
  const bodiless = oldestBodies(connection, counts.bodied - limits.requestsWithBodies)
  if (bodiless.length > 0) {
    transaction(connection, () => deleteBodies(connection, bodiless))
    return true
  }
  return releasePages(connection)
}

/** Deletes records with everything that belongs to them, within the caller's transaction. */
export const deleteRecords = (connection: Connection, sorts: readonly number[]): number => {
  let records = 0
  for (const sort of sorts) {
    records += connection.run('DELETE FROM exchanges WHERE sort = ?', [sort])
    connection.run('DELETE FROM details WHERE sort = ?', [sort])
  }
  countRecords(connection, { records: -records, bodied: 0 })
  deleteBodies(connection, sorts)
  return records
}

const deleteBodies = (connection: Connection, sorts: readonly number[]): void => {
  let bodied = 0
  for (const sort of sorts) {
    const range = [sort * BODY_SLOTS, (sort + 1) * BODY_SLOTS]
    if (connection.run('DELETE FROM bodies WHERE id >= ? AND id < ?', range) > 0) bodied += 1
  }
  countRecords(connection, { records: 0, bodied: -bodied })
}

const oldestToDrop = (
  connection: Connection,
  limits: LogLimit,
  now: number,
  counts: DatabaseCounts,
): readonly number[] => {
  if (counts.records > limits.requests) return oldestRecords(connection, counts.records - limits.requests)
  if (limits.days > 0) {
    const aged = oldestRecords(connection, STEP_RECORDS, (now - limits.days * DAY_MS) * SORT_SLOTS)
    if (aged.length > 0) return aged
  }
  return usedBytes(connection) > limits.bytes ? oldestRecords(connection, 50) : []
}

const oldestRecords = (connection: Connection, count: number, before = Number.MAX_SAFE_INTEGER): number[] =>
  connection
    .all('SELECT sort FROM exchanges WHERE sort < ? ORDER BY sort LIMIT ?', [before, Math.min(count, STEP_RECORDS)])
    .map((row) => Number(row['sort']))

const oldestBodies = (connection: Connection, tooMany: number): number[] => {
  if (tooMany <= 0) return []
  // Each record has up to three bodies, next to each other.
  const limit = Math.min(tooMany, STEP_RECORDS) * BODY_SLOTS
  const rows = connection.all('SELECT id FROM bodies ORDER BY id LIMIT ?', [limit])
  const sorts = new Set(rows.map((row) => Math.floor(Number(row['id']) / BODY_SLOTS)))
  return [...sorts].slice(0, tooMany)
}

const pragma = (connection: Connection, name: string): number =>
  Number(Object.values(connection.all(`PRAGMA ${name}`, [])[0] ?? {})[0] ?? 0)

/** Bytes of the file that hold something. */
const usedBytes = (connection: Connection): number =>
  (pragma(connection, 'page_count') - pragma(connection, 'freelist_count')) * pragma(connection, 'page_size')

/** Gives free pages back to the file system, so that the file shrinks. True when more can be given. */
const releasePages = (connection: Connection): boolean => {
  const spare = Math.max(SPARE_PAGES, pragma(connection, 'page_count') * SPARE_SHARE)
  const free = pragma(connection, 'freelist_count')
  if (free <= spare) return false
  connection.all(`PRAGMA incremental_vacuum(${STEP_PAGES})`, [])
  if (free - STEP_PAGES > spare) return true
  // The file itself shrinks when the log is folded in.
  connection.all('PRAGMA wal_checkpoint(TRUNCATE)', [])
  return false
}

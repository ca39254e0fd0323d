/**
 * Opens the database file for writing as we need it, and for reading beside the writer. A file that is no database is moved
 * aside, never deleted: somebody may still want what is in it.
 */
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { machineZone } from '../../../records/local-time.ts'
import { checkTables } from './check-tables.ts'
import { COMPANIONS } from './companions.ts'
import { type Connection, openConnection } from './driver.ts'
import { failureKind } from './failure.ts'
import { alignDays, zoneOfDays } from './ledger-days.ts'
import { isObstacle, moveObstacles } from './obstacles.ts'
import { migrate, SCHEMA_VERSION } from './schema.ts'

/** How long a statement waits for another program's lock, ms. */
const BUSY_MS = 1000

export interface OpenedDatabase {
  readonly connection: Connection
  /** Where a file that was no database was moved to, or what stood in the place of one of its companions. */
  readonly movedTo?: string
}

/**
 * Throws `NoSqliteDriver`, `NewerDatabase`, or the library's error (see `failureKind`). `now` in ms since 1970 names a moved file. `how`:
 * `look` reads all of it first and takes a damaged one for none.
 */
export const openForWriting = (file: string, now: number, how: 'plainly' | 'look' = 'plainly'): OpenedDatabase => {
  const [obstacle] = moveObstacles(file, stampOf(now))
  const movedBefore = obstacle === undefined ? {} : { movedTo: obstacle }
  try {
    return { connection: prepare(file, how), ...movedBefore }
  } catch (error) {
    if (failureKind(error) !== 'corrupt') throw error
    const movedTo = moveAside(file, now)
    return { connection: prepare(file), movedTo }
  }
}

/**
 * Closes the connection that writes, so that nothing stands in the write-ahead log any more: `libsql` lets go of the file only when its
 * statements are collected, which the end of a process does not wait for. While others read, it stays as it is.
 */
export const closeForGood = (connection: Connection): void => {
  try {
    connection.exec('PRAGMA busy_timeout = 0')
    connection.all('PRAGMA journal_mode = DELETE', [])
  } catch {
    // Somebody reads, or the disk is full: the log is folded in when it is opened again.
  }
  connection.close()
}

/** A second connection that cannot write; `careful` as `openConnection` has it. Throws when there is no file: only the writer makes one. */
export const openForReading = (file: string, careful: boolean): Connection => {
  if (!existsSync(file)) throw new Error('Cannot read the log database: there is none yet')
  // The writer puts it aside.
  if (COMPANIONS.some((suffix) => isObstacle(file + suffix))) throw new Error('The log database is not a database')
  const connection = openConnection(file, { careful })
  connection.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA query_only = ON; PRAGMA cache_size = -4096;`)
  return connection
}

/**
 * Whether opening the file for writing would change what is in it: its tables, or the zone its days are counted in. A process that
 * still writes to it would then write in the old form. Throws the library's error when the file cannot be read.
 */
export const isOutdated = (file: string): boolean => {
  if (!existsSync(file)) return false
  const connection = openForReading(file, true)
  try {
    const version = Number(connection.all('PRAGMA user_version', [])[0]?.['user_version'] ?? 0)
    return version !== SCHEMA_VERSION || zoneOfDays(connection) !== machineZone()
  } finally {
    connection.close()
  }
}

/** What is wrong with the file, or why it cannot be read; undefined when all is well, or when there is no file. */
export const faultIn = (file: string): string | undefined => {
  if (!existsSync(file)) return undefined
  try {
    const connection = openForReading(file, true)
    try {
      inspect(connection)
      return undefined
    } finally {
      connection.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Reads all of the database. Throws an error of kind `corrupt` for what SQLite finds wrong with it, and for tables that are missing. */
export const inspect = (connection: Connection): void => {
  inspectPages(connection)
  checkTables(connection)
}

/** For a file whose tables may be those of an older version, of which `migrate` brings what is missing. */
const inspectPages = (connection: Connection): void => {
  const [first] = connection.all('PRAGMA quick_check(1)', [])
  const said = String(Object.values(first ?? {})[0] ?? '')
  if (said !== 'ok') throw new Error(`The log database is malformed: ${said}`)
}

/** Moves the file and its companions to `<file>.damaged-<time>`; returns the new name. */
export const moveAside = (file: string, now: number): string => {
  const movedTo = `${file}.damaged-${stampOf(now)}`
  for (const suffix of COMPANIONS) {
    if (existsSync(file + suffix)) renameSync(file + suffix, movedTo + suffix)
  }
  return movedTo
}

/** ms since 1970 as they may stand in the name of a file. */
const stampOf = (now: number): string => new Date(now).toISOString().replaceAll(/[:.]/g, '-')

const prepare = (file: string, how: 'plainly' | 'look' = 'plainly'): Connection => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // SQLite would create it readable by all, and gives its companions the mode of the file.
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600, flag: 'a' })
  chmodSync(file, 0o600)
  // It reads little, and a process that dies of what it reads could write nothing any more.
  const connection = openConnection(file, { careful: true })
  try {
    connection.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA auto_vacuum = INCREMENTAL;`)
    // A statement that reads the file first: settings alone do not notice that it is no database.
    connection.all('SELECT count(*) AS n FROM sqlite_schema', [])
    connection.all('PRAGMA journal_mode = WAL', [])
    connection.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;')
    // Every 16 MB instead of 4: pages that change in each batch are folded in less often.
    connection.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;')
    if (how === 'look') inspectPages(connection)
    migrate(connection)
    checkTables(connection)
    alignDays(connection, machineZone())
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

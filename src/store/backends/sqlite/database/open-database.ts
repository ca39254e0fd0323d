/**
 * Opens the database file for writing as we need it, and for reading beside the writer. A file that is no database is moved
 * aside, never deleted: somebody may still want what is in it.
 */
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { machineZone } from '../../../records/local-time.ts'
import { type Connection, openConnection } from './driver.ts'
import { failureKind } from './failure.ts'
import { alignDays, zoneOfDays } from './ledger-days.ts'
import { migrate, SCHEMA_VERSION } from './schema.ts'

/** How long a statement waits for another program's lock, ms. */
const BUSY_MS = 1000

export interface OpenedDatabase {
  readonly connection: Connection
  /** Where a file that was no database was moved to. */
  readonly movedTo?: string
}

/** Throws `NoSqliteDriver`, `NewerDatabase`, or the library's error (see `failureKind`). `now` in ms since 1970 names a moved file. */
export const openForWriting = (file: string, now: number): OpenedDatabase => {
  try {
    return { connection: prepare(file) }
  } catch (error) {
    if (failureKind(error) !== 'corrupt') throw error
    const movedTo = moveAside(file, now)
    return { connection: prepare(file), movedTo }
  }
}

/** A second connection that cannot write. Throws when there is no file: only the writer makes one. */
export const openForReading = (file: string): Connection => {
  if (!existsSync(file)) throw new Error('Cannot read the log database: there is none yet')
  const connection = openConnection(file)
  connection.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA query_only = ON; PRAGMA cache_size = -4096;`)
  return connection
}

/**
 * Whether opening the file for writing would change what is in it: its tables, or the zone its days are counted in. A process that
 * still writes to it would then write in the old form. Throws the library's error when the file cannot be read.
 */
export const isOutdated = (file: string): boolean => {
  if (!existsSync(file)) return false
  const connection = openForReading(file)
  try {
    const version = Number(connection.all('PRAGMA user_version', [])[0]?.['user_version'] ?? 0)
    return version !== SCHEMA_VERSION || zoneOfDays(connection) !== machineZone()
  } finally {
    connection.close()
  }
}

/** What SQLite finds wrong with the file, or why it cannot be read; undefined when all is well, or when there is no file. */
export const faultIn = (file: string): string | undefined => {
  if (!existsSync(file)) return undefined
  try {
    const connection = openForReading(file)
    try {
      const [first] = connection.all('PRAGMA quick_check(1)', [])
      const said = String(Object.values(first ?? {})[0] ?? '')
      return said === 'ok' ? undefined : said
    } finally {
      connection.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Moves the file and its companions to `<file>.corrupt-<time>`; returns the new name. */
export const moveAside = (file: string, now: number): string => {
  const movedTo = `${file}.corrupt-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, movedTo + suffix)
  }
  return movedTo
}

const prepare = (file: string): Connection => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  // SQLite would create it readable by all, and gives its companions the mode of the file.
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600, flag: 'a' })
  chmodSync(file, 0o600)
  const connection = openConnection(file)
  try {
    connection.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA auto_vacuum = INCREMENTAL;`)
    // A statement that reads the file first: settings alone do not notice that it is no database.
    connection.all('SELECT count(*) AS n FROM sqlite_schema', [])
    connection.all('PRAGMA journal_mode = WAL', [])
    connection.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192;')
    // Every 16 MB instead of 4: pages that change in each batch are folded in less often.
    connection.exec('PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 33554432;')
    migrate(connection)
    alignDays(connection, machineZone())
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

/** What a SQLite error means for us: wait and try again, begin a new file, or leave one record out. Codes: sqlite.org/rescode.html */

export type FailureKind =
  /** The disk is full, the file locked or unwritable: nothing is wrong with the data; try again later. */
  | 'environment'
  /** The file is not, or no longer, a database. */
  | 'corrupt'
  /** The statement or its values are at fault. */
  | 'data'

const ENVIRONMENT = new Set([
  3, // PERM
  4, // ABORT
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL
])
const CORRUPT = new Set([11, 26])

export const failureKind = (error: unknown): FailureKind => {
  const code = primaryCode(error)
  if (CORRUPT.has(code)) return 'corrupt'
  if (ENVIRONMENT.has(code)) return 'environment'
  // `libsql` gives no code when a file cannot be opened, and the file system's own errors have letters.
  const message = messageOf(error)
  if (/not a database|malformed|no such (?:table|column)/i.test(message)) return 'corrupt'
  return /unable to open|disk|locked|readonly|E[A-Z]{3,}:/i.test(message) ? 'environment' : 'data'
}

/** One sentence without paths or data, for the status. */
export const failureText = (error: unknown): string => {
  const known = SENTENCES.get(primaryCode(error))
  return known ?? messageOf(error)
}

const SENTENCES: ReadonlyMap<number, string> = new Map([
  [5, 'another program holds the database locked'],
  [6, 'another program holds the database locked'],
  [8, 'the database file cannot be written'],
  [10, 'the disk reports an error'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
])

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** `node:sqlite` has `errcode`, `libsql` has `rawCode`; the low byte is the primary code. */
const primaryCode = (error: unknown): number => {
  if (typeof error !== 'object' || error === null) return 0
  const code = Reflect.get(error, 'errcode') ?? Reflect.get(error, 'rawCode')
  return typeof code === 'number' ? code & 0xff : 0
}

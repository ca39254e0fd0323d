/**
 * A SQLite connection behind the same few methods, whichever library offers it: `node:sqlite` where Node has it without a flag
 * (22.13 and later), else `libsql`. Why these two: docs/decisions/0002-sqlite-driver.md.
 */
import { createRequire } from 'node:module'
import type { SqlValue } from '../../../records/rows/sql-value.ts'
import { canBeCareful, carefulQuery, plainRow } from './careful-rows.ts'

type Row = Readonly<Record<string, unknown>>

export interface Connection {
  /** Runs statements without values or rows. */
  readonly exec: (sql: string) => void
  /** Runs one statement, prepared once and kept. Returns the number of rows it changed. */
  readonly run: (sql: string, values: readonly SqlValue[]) => number
  /** All rows of one statement, prepared once and kept. */
  readonly all: (sql: string, values: readonly SqlValue[]) => readonly Row[]
  readonly close: () => void
}

/** No SQLite library can be loaded on this machine. */
export class NoSqliteDriver extends Error {
  constructor(cause: unknown) {
    super('Cannot load a SQLite driver: update Node to 22.13 or later, or install the optional dependency "libsql"', {
      cause,
    })
    this.name = 'NoSqliteDriver'
  }
}

interface Statement {
  readonly run: (...values: never[]) => { readonly changes: number | bigint }
  readonly all: (...values: never[]) => readonly unknown[]
  /** Columns of what it asks for; `libsql` has it. */
  readonly columns?: () => readonly { readonly name: string }[]
}

interface Database {
  readonly exec: (sql: string) => unknown
  readonly prepare: (sql: string) => Statement
  readonly close: () => unknown
}

interface Library {
  readonly open: (file: string) => Database
  /** `node:sqlite` takes values as arguments, `libsql` as one array. */
  readonly spread: boolean
  /** Whether a text that is not UTF-8 does no harm. */
  readonly readsAnyText: boolean
}

/**
 * Opens or creates a database file. `careful`: a text that is not UTF-8 costs its characters and not the process; reading takes two to four times
 * as long where the library does not see to that itself. Throws `NoSqliteDriver`, or the library's error: see `failureOf`.
 */
export const openConnection = (file: string, { careful = false } = {}): Connection => {
  const library = loadLibrary()
  return connectionTo(library.open(file), { spread: library.spread, careful: careful && !library.readsAnyText })
}

const loadLibrary = (): Library => {
  const builtin = silently(() => process.getBuiltinModule?.('node:sqlite') as BuiltinSqlite | undefined)
  if (builtin !== undefined) return { open: (file) => new builtin.DatabaseSync(file), spread: true, readsAnyText: true }
  try {
    const Libsql = createRequire(import.meta.url)('libsql') as new (file: string) => Database
    return { open: (file) => new Libsql(file), spread: false, readsAnyText: false }
  } catch (cause) {
    throw new NoSqliteDriver(cause)
  }
}

interface BuiltinSqlite {
  readonly DatabaseSync: new (file: string) => Database
}

/** Loads without the warning that `node:sqlite` is experimental: a person who starts CLP can do nothing about it. */
const silently = <T>(load: () => T): T => {
  const emitWarning = process.emitWarning
  process.emitWarning = () => undefined
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}

interface ReadingWays {
  readonly spread: boolean
  readonly careful: boolean
}

const connectionTo = (database: Database, { spread, careful }: ReadingWays): Connection => {
  const statements = new Map<string, Statement>()
  const prepared = (sql: string): Statement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    // Queries differ in their filters, so the number of texts is small but not fixed.
    if (statements.size >= MOST_STATEMENTS) statements.clear()
    statements.set(sql, statement)
    return statement
  }
  const bound = (values: readonly SqlValue[]): never[] => (spread ? [...values] : [values]) as never[]
  const plainly = (sql: string, values: readonly SqlValue[]): readonly Row[] =>
    prepared(sql).all(...bound(values)) as readonly Row[]
  const columns = new Map<string, readonly string[]>()
  const columnsOf = (sql: string): readonly string[] => {
    const known = columns.get(sql)
    if (known !== undefined) return known
    const found =
      database
        .prepare(sql)
        .columns?.()
        .map(({ name }) => name) ?? []
    if (columns.size >= MOST_STATEMENTS) columns.clear()
    columns.set(sql, found)
    return found
  }
  const carefully = (sql: string, values: readonly SqlValue[]): readonly Row[] => {
    const names = columnsOf(sql)
    return plainly(carefulQuery(sql, names), values).map((row) => plainRow(row, names))
  }
  return {
    exec: (sql) => void database.exec(sql),
    run: (sql, values) => Number(prepared(sql).run(...bound(values)).changes),
    all: (sql, values) => (careful && canBeCareful(sql) ? carefully(sql, values) : plainly(sql, values)),
    close: () => {
      statements.clear()
      database.close()
    },
  }
}

const MOST_STATEMENTS = 200

/** A blob as bytes: `libsql` gives an `ArrayBuffer`, `node:sqlite` an array of bytes. */
export const bytesOf = (value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array()
}

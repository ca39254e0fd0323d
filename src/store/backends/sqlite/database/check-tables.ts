/** Whether the tables of a database are those its version says. */
import { type Connection, openConnection } from './driver.ts'
import { migrate } from './schema.ts'

/** A table or a column is missing: somebody has taken it away, or the file is damaged where its schema stands. */
export class TablesMissing extends Error {
  constructor(what: string) {
    super(`The log database is malformed: ${what} is missing`)
    this.name = 'TablesMissing'
  }
}

let expected: ReadonlyMap<string, readonly string[]> | undefined

/** Throws `TablesMissing`, or the library's error where the schema cannot be read. */
export const checkTables = (connection: Connection): void => {
  expected ??= tablesOfNew()
  for (const [table, columns] of expected) {
    const present = new Set(columnsOf(connection, table))
    if (present.size === 0) throw new TablesMissing(`table "${table}"`)
    const missing = columns.find((column) => !present.has(column))
    if (missing !== undefined) throw new TablesMissing(`column "${missing}" of table "${table}"`)
  }
}

const tablesOfNew = (): ReadonlyMap<string, readonly string[]> => {
  const fresh = openConnection(':memory:')
  try {
    migrate(fresh)
    const tables = fresh.all("SELECT name FROM sqlite_schema WHERE type = 'table'", []).map(({ name }) => String(name))
    return new Map(tables.map((table) => [table, columnsOf(fresh, table)]))
  } finally {
    fresh.close()
  }
}

const columnsOf = (connection: Connection, table: string): readonly string[] =>
  connection.all(`PRAGMA table_info(${table})`, []).map(({ name }) => String(name))

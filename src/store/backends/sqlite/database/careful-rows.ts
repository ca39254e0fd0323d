/**
 * Reading for a library that dies of a text that is not UTF-8, as `libsql` does: texts are asked for as the bytes they are, and become texts
 * here, with U+FFFD where they cannot be read. Everything else of a row is as it was.
 */

type Row = Readonly<Record<string, unknown>>

/** Whether a statement can stand inside of another. A `PRAGMA` cannot, and has no text of ours. */
export const canBeCareful = (sql: string): boolean => /^\s*(?:select|with)\b/i.test(sql)

/** The same question, with texts as bytes and, for each column, whether it was one. `columns`: names of those of `sql`. */
export const carefulQuery = (sql: string, columns: readonly string[]): string => {
  const asked = columns.map((name) => {
    const column = quoted(name)
    const isText = `typeof(${column}) = 'text'`
    return `CASE WHEN ${isText} THEN CAST(${column} AS BLOB) ELSE ${column} END AS ${column}, ${isText} AS ${quoted(mark(name))}`
  })
  return `SELECT ${asked.join(', ')} FROM (${sql})`
}

/** A row of the original question. */
export const plainRow = (row: Row, columns: readonly string[]): Row =>
  Object.fromEntries(
    columns.map((name) => [name, row[mark(name)] === 1 ? textOf(row[name] as ArrayBuffer) : row[name]] as const),
  )

const textOf = (bytes: ArrayBuffer | Uint8Array): string => new TextDecoder().decode(bytes)

const mark = (name: string): string => `${name} is text`

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Values as PostgreSQL takes them. */
import type { SqlValue } from '../../../records/rows/sql-value.ts'

/** A NUL in a text makes the server refuse the whole statement, and with it every record beside the one that has it. */
export const storable = (value: SqlValue): SqlValue =>
  typeof value === 'string' && value.includes('\u0000') ? value.replaceAll('\u0000', '\ufffd') : value

/** `($1, $2), ($3, $4)`: places for so many rows. */
export const places = (columns: number, rows: number): string =>
  Array.from(
    { length: rows },
    (_, row) => `(${Array.from({ length: columns }, (__, column) => `$${row * columns + column + 1}`).join(', ')})`,
  ).join(', ')

/** What an error of PostgreSQL means for us. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
import { BadDatabaseUrl } from './connection.ts'
import { NewerSchema } from './migrations.ts'

export type FailureKind =
  /** The server is away, full, or busy with something else: try again later. */
  | 'away'
  /** What was written is at fault, and will never be taken. */
  | 'data'
  /** We may not: a person has to act before a start makes sense. */
  | 'refused'

/** Data exceptions, broken constraints, and texts too large for an index. */
const DATA = new Set(['22', '23', '54'])
/** Authentication, the database does not exist, no right. */
const REFUSED = new Set(['28000', '28P01', '3D000', '42501', '3F000'])

/** Also of a row for which there is no partition, because another node took its day away: it is made again. */
const NO_PARTITION = '23514'

export const failureKind = (error: unknown): FailureKind => {
  if (error instanceof NewerSchema || error instanceof BadDatabaseUrl) return 'refused'
  const code = codeOf(error)
  if (REFUSED.has(code)) return 'refused'
  if (code === NO_PARTITION) return 'away'
  return DATA.has(code.slice(0, 2)) && code.length === 5 ? 'data' : 'away'
}

/** One sentence without addresses or data, for the status. */
export const failureText = (error: unknown): string => {
  const known = SENTENCES.get(codeOf(error))
  if (known !== undefined) return known
  const text = error instanceof Error ? error.message : String(error)
  return text === '' || /terminated|not queryable/i.test(text) ? 'the connection to the database was lost' : text
}

const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens at the address of the database'],
  ['ENOTFOUND', 'the name of the database server is not known'],
  ['EAI_AGAIN', 'the name of the database server is not known'],
  ['ETIMEDOUT', 'the database does not answer'],
  ['ECONNRESET', 'the database closed the connection'],
  ['53100', 'the disk of the database is full'],
  ['57P01', 'the database is being stopped'],
  ['57P03', 'the database is starting'],
  ['25006', 'the database only answers questions now'],
])

/** Of a server a SQLSTATE, of the system a name; empty where there is none. */
const codeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' ? code : ''
}

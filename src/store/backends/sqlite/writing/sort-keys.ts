/**
 * Hands out `sort` keys: start time in ms times 256, plus a counter for exchanges that began in the same millisecond. For a while
 * after a restart two processes write; what is remembered holds only as long as the other one has written nothing.
 */
import type { Connection } from '../database/driver.ts'
import { LATEST_MS, SORT_SLOTS } from '../database/schema.ts'

export interface SortKeys {
  /** The next free key of a millisecond; of the next one should 256 exchanges have begun in it. `startedAt` in ms since 1970. */
  readonly next: (connection: Connection, startedAt: number) => number
  /** Call first in every transaction that asks for keys: from then on nobody else can write. */
  readonly begin: (connection: Connection) => void
}

/** Changes whenever another connection has written (sqlite.org/pragma.html#pragma_data_version). */
const dataVersion = (connection: Connection): number =>
  Number(connection.all('PRAGMA data_version', [])[0]?.['data_version'] ?? 0)

const LAST = 'SELECT max(sort) AS last FROM exchanges WHERE sort >= ? AND sort < ?'
const NEWEST = 'SELECT max(sort) AS last FROM exchanges'

/** Milliseconds remembered from one transaction to the next, so that most keys need no look into the table. */
const REMEMBERED = 10_000

export const createSortKeys = (): SortKeys => {
  /** Last key handed out by millisecond. A key of a transaction that failed is merely left out. */
  const handedOut = new Map<number, number>()
  let version = 0
  let database: Connection | undefined
  /** The table has no later key than this but those that were handed out since and are remembered. */
  let newest: number | undefined

  const forget = (): void => {
    handedOut.clear()
    newest = undefined
  }
  const lastIn = (connection: Connection, first: number): number => {
    newest ??= lastOf(connection, NEWEST, []) ?? -1
    if (first > newest) return first - 1
    return lastOf(connection, LAST, [first, first + SORT_SLOTS]) ?? first - 1
  }
  const next = (connection: Connection, startedAt: number): number => {
    const ms = Math.min(Math.max(0, Math.floor(startedAt) || 0), LATEST_MS)
    const first = ms * SORT_SLOTS
    const last = handedOut.get(ms) ?? lastIn(connection, first)
    const key = last + 1
    if (key >= first + SORT_SLOTS) return next(connection, ms + 1)
    handedOut.set(ms, key)
    return key
  }
  return {
    next,
    begin: (connection) => {
      const now = dataVersion(connection)
      if (now !== version || connection !== database || handedOut.size >= REMEMBERED) forget()
      version = now
      database = connection
    },
  }
}

const lastOf = (connection: Connection, sql: string, values: readonly number[]): number | undefined => {
  const last = connection.all(sql, values)[0]?.['last']
  return typeof last === 'number' ? last : undefined
}

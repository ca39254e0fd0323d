/** What one finished exchange adds to the totals, and the arithmetic of totals. Shared by all back ends, so that they count alike. */
import { addCounts, countsOfOne, type RequestCounts } from '../../contract/counts.ts'
import { statusSeen, succeeded } from '../../contract/exchange.ts'
import { addUsage, NO_USAGE, type Usage } from '../../contract/usage.ts'
import type { ExchangeFacts } from './stored-record.ts'

/** Totals are kept by quarter of an hour: the largest step in which days and hours begin in every time zone of the world. */
export const BUCKET_MS = 15 * 60 * 1000

/** Bucket of totals whose time is not known: history of the original, which kept none. Shown as `imported`. */
export const IMPORTED_BUCKET = 0

export interface LedgerEntry extends RequestCounts {
  /** Quarters of an hour since 1970, by the start of the exchange, so that list and totals agree on where it belongs. */
  readonly bucket: number
  readonly service: string
  readonly upstream: string
  /** Model as sent; empty when the request named none. */
  readonly model: string
  /** Empty when no token was shown. */
  readonly token: string
  readonly usage: Usage
}

/**
 * The entry of a record; undefined when no upstream was asked: what CLP answered itself (blocked, `/health`, no upstream) is no
 * upstream traffic. Clients that left are requests but nobody's failures.
 */
export const entryOf = (record: ExchangeFacts): LedgerEntry | undefined => {
  const last = record.attempts.at(-1)
  if (last === undefined) return undefined
  return {
    bucket: bucketOf(record.startedAt),
    service: record.service,
    upstream: record.upstream ?? last.upstream,
    model: record.model.sent ?? record.model.asked ?? '',
    token: record.token ?? '',
    ...countsOfOne(record.side === true, !succeeded(record.outcome) && record.outcome.kind !== 'abandoned'),
    usage: record.usage?.usage ?? NO_USAGE,
  }
}

export const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS)

/** Same key, one row. */
export const entryKey = (entry: LedgerEntry): string =>
  [entry.bucket, entry.service, entry.upstream, entry.model, entry.token].join('\u0000')

export const addEntries = (left: LedgerEntry, right: LedgerEntry): LedgerEntry => ({
  ...left,
  ...addCounts(left, right),
  usage: addUsage(left.usage, right.usage),
})

/** Adds entries into a map by key. */
export const collectEntry = (into: Map<string, LedgerEntry>, entry: LedgerEntry): void => {
  const key = entryKey(entry)
  const present = into.get(key)
  into.set(key, present === undefined ? entry : addEntries(present, entry))
}

/**
 * One number that holds a record's success and status, so that an index finds either: the status as the client saw it, negative
 * when the exchange failed. A 200 that was cut is -200.
 */
export const resultOf = (record: ExchangeFacts): number => {
  const status = statusSeen(record.outcome)
  return succeeded(record.outcome) ? status : -status
}

/** Whether a result passes the `status` filter of a query: `ok`, `failed`, `4xx`, `429`. Anything else passes nothing. */
export const matchesStatus = (result: number, filter: string): boolean => {
  const status = Math.abs(result)
  if (filter === 'ok') return result > 0
  if (filter === 'failed') return result <= 0
  if (/^[1-9]xx$/i.test(filter)) return Math.floor(status / 100) === Number(filter[0])
  return /^\d{1,3}$/.test(filter) && status === Number(filter)
}

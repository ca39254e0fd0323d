/** What one finished exchange adds to the totals, and the arithmetic of totals. Shared by all back ends, so that they count alike. */
import { addCounts, countsOfOne, NO_COUNTS, type RequestCounts } from '../../contract/counts.ts'
import { statusSeen, succeeded } from '../../contract/exchange.ts'
import { addCosts, type CostSums, costOfView, NO_COST, sumsOfCost } from '../../contract/money/cost.ts'
import { addUsage, NO_USAGE, type Usage } from '../../contract/usage.ts'
import { OLD_CLASS } from '../../protocol/pricing/price-class.ts'
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
  /** What decided about the price beside upstream and model: see `protocol/pricing/price-class.ts`. */
  readonly class: string
  readonly usage: Usage
  readonly cost: CostSums
}

/** What of a record is counted. */
export type Countable = Pick<
  ExchangeFacts,
  'startedAt' | 'service' | 'upstream' | 'model' | 'token' | 'attempts' | 'outcome' | 'side' | 'usage' | 'cost'
>

/**
 * The entries of a record: its own, and one for each attempt that may have been billed although nobody got its answer, under its own upstream
 * and model and without being a request. None when no upstream was asked: what CLP answered itself (blocked, `/health`, no upstream) is no
 * upstream traffic. Clients that left are requests but nobody's failures.
 */
export const entriesOf = (record: Countable): readonly LedgerEntry[] => {
  const last = record.attempts.at(-1)
  if (last === undefined) return []
  const own = ownEntry(record, last.upstream)
  const lost = record.attempts.some(({ billed }) => billed !== undefined) ? lostEntries(record) : []
  return lost.length === 0 ? [own] : [own, ...lost]
}

/** What is known of the cost of requests from before costs were counted: that those which used anything have none. */
export const oldCost = (usage: Usage): CostSums =>
  usage.total > 0 ? { ...NO_COST, unpriced: 1, unlisted: 1 } : NO_COST

const ownEntry = (record: Countable, lastUpstream: string): LedgerEntry => {
  const usage = record.usage?.usage ?? NO_USAGE
  const { cost } = record
  return {
    bucket: bucketOf(record.startedAt),
    service: record.service,
    upstream: record.upstream ?? lastUpstream,
    model: record.model.sent ?? record.model.asked ?? '',
    token: record.token ?? '',
    class: cost?.class ?? OLD_CLASS,
    ...countsOfOne(record.side === true, !succeeded(record.outcome) && record.outcome.kind !== 'abandoned'),
    usage,
    cost: cost === undefined ? oldCost(usage) : sumsOfCost(cost),
  }
}

const lostEntries = (record: Countable): readonly LedgerEntry[] =>
  record.attempts.flatMap(({ upstream, model, billed }) => {
    if (billed === undefined) return []
    const cost = costOfView(billed.cost)
    return [
      {
        bucket: bucketOf(record.startedAt),
        service: record.service,
        upstream,
        model: model ?? record.model.asked ?? '',
        token: record.token ?? '',
        class: cost.class,
        ...NO_COUNTS,
        usage: billed.usage ?? NO_USAGE,
        cost: sumsOfCost(cost),
      },
    ]
  })

export const bucketOf = (ms: number): number => Math.floor(ms / BUCKET_MS)

/** Same key, one row. */
export const entryKey = (entry: LedgerEntry): string =>
  [entry.bucket, entry.service, entry.upstream, entry.model, entry.token, entry.class].join('\u0000')

export const addEntries = (left: LedgerEntry, right: LedgerEntry): LedgerEntry => ({
  ...left,
  ...addCounts(left, right),
  usage: addUsage(left.usage, right.usage),
  cost: addCosts(left.cost, right.cost),
})

/** Adds entries into a map by key. */
/** Adds what a record counts. False where there is nothing to count. */
export const collectRecord = (into: Map<string, LedgerEntry>, record: ExchangeFacts): boolean => {
  const entries = entriesOf(record)
  for (const entry of entries) collectEntry(into, entry)
  return entries.length > 0
}

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

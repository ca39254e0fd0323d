/** Pricing again what the memory back end holds. */
import { priceBookOf } from '../prices/price-book-of.ts'
import { BUCKET_MS, bucketOf, type LedgerEntry } from '../records/entry.ts'
import type { RepriceEntry, RepriceReport, RepriceRequest } from '../records/ledger.ts'
import { reprice } from '../records/reprice.ts'
import type { StoredRecord } from '../records/stored-record.ts'
import type { Held } from './memory-list.ts'

interface Totals {
  readonly entries: () => Iterable<LedgerEntry>
  readonly replace: (entries: readonly LedgerEntry[]) => void
}

interface Records {
  readonly all: () => readonly Held[]
  readonly change: (edit: (record: StoredRecord) => StoredRecord) => void
}

export const repriceMemory = (request: RepriceRequest, totals: Totals, records: Records): RepriceReport => {
  const from = Math.floor(request.since / BUCKET_MS)
  const end = Math.ceil((request.until ?? Number.POSITIVE_INFINITY) / BUCKET_MS)
  const isMeant = (bucket: number): boolean => bucket >= from && bucket < end
  const all = [...totals.entries()]
  const rows = all.filter(({ bucket }) => isMeant(bucket))
  const held = records.all().filter(({ record }) => isMeant(bucketOf(record.exchange.startedAt)))
  const exchanges = held.map(({ record }) => record.exchange)
  const rules = { book: priceBookOf(request.settings), unpricedOnly: request.unpricedOnly }
  const result = reprice(rows, exchanges, rules)
  if (!request.dryRun) {
    totals.replace([...all.filter(({ bucket }) => !isMeant(bucket)), ...result.rows])
    const priced = new Map(result.records.map((one) => [one.record, one.priced]))
    records.change((record) => ({ ...record, exchange: { ...record.exchange, ...priced.get(record.exchange) } }))
  }
  return {
    requests: rows.reduce((sum, { requests }) => sum + requests, 0),
    changed: result.changed + result.records.length,
    before: costOf(rows),
    after: costOf(result.rows),
  }
}

const costOf = (rows: readonly LedgerEntry[]): bigint => rows.reduce((sum, { cost }) => sum + cost.cost, 0n)

export const entryOfReprice = (request: RepriceRequest, report: RepriceReport, at: number): RepriceEntry => ({
  ...report,
  at,
  since: request.since,
  until: request.until ?? null,
  book: priceBookOf(request.settings).version,
})

/** A record as the columns of its rows: what nobody filters by stands together in JSON, and headers as sent refer to those received. */
import type { Parcel } from '../../../codec/bytes/leased-bytes.ts'
import type { Change, Outcome, RawHeaders, SaidError } from '../../../contract/exchange.ts'
import type { Cost, CostQuality, CostView } from '../../../contract/money/cost.ts'
import { USAGE_FIELDS, type Usage } from '../../../contract/usage.ts'
import { entriesOf, type LedgerEntry, resultOf } from '../entry.ts'
import { listedWords } from '../listed-words.ts'
import type { Batch } from '../record-driver.ts'
import type { ExchangeFacts, StoredForm, StoredRecord } from '../stored-record.ts'
import { type HeadersByReference, referTo } from './sent-headers.ts'
import type { SqlValue } from './sql-value.ts'

/** Columns of `exchanges` in the order of `RecordRow.exchange`, which leaves out `sort`. */
export const EXCHANGE_COLUMNS = [
  'id',
  'service',
  'path',
  'upstream',
  'token',
  'session',
  'model_asked',
  'model_sent',
  'result',
  'duration_ms',
  'more',
] as const

/** What `exchanges.more` holds. */
export interface ExchangeMore {
  readonly method: string
  readonly query: string
  /** Absent for a plain delivery. */
  readonly outcome?: Outcome
  readonly attempts: number
  readonly firstByteMs?: number
  readonly requestBytes: number
  readonly responseBytes: number
  /** In the order of `USAGE_FIELDS`. */
  readonly usage?: readonly number[]
  readonly partial?: true
  /** It asked no question. */
  readonly side?: true
  /** Absent when it was never priced. */
  readonly cost?: PackedCost
  /** The error with which it failed, as its upstream has it. */
  readonly said?: SaidError
}

/** A cost in few bytes, amounts as digits: a number would lose some of them. */
type PackedCost = readonly [
  nano: string | null,
  quality: CostQuality,
  book: string,
  rule: string | null,
  priceClass: string,
  list: string | null,
  searches: number,
]

export const packCost = ({ nano, quality, book, rule, class: priceClass, list, searches }: Cost): PackedCost => [
  nano === null ? null : String(nano),
  quality,
  book,
  rule,
  priceClass,
  list === null ? null : String(list),
  searches,
]

export const unpackCost = ([nano, quality, book, rule, priceClass, list, searches]: PackedCost): CostView => ({
  nano,
  list,
  quality,
  book,
  rule,
  class: priceClass,
  searches,
})

/** What `details.more` holds. */
export interface DetailMore {
  readonly address: string
  readonly rawUsage?: Readonly<Record<string, unknown>>
  readonly changes: readonly Change[]
  readonly requestHeaders: RawHeaders
  /** Told by the request headers. */
  readonly sentHeaders?: HeadersByReference
  readonly responseHeaders: RawHeaders
}

/** A record ready to be bound. It crosses to the writer's thread like this: a text is cloned for less than what it says. */
export interface RecordRow {
  /** ms since 1970. */
  readonly startedAt: number
  /** Values of `EXCHANGE_COLUMNS`. */
  readonly exchange: readonly SqlValue[]
  /** Attempts as JSON. */
  readonly attempts: string
  /** `DetailMore` as JSON. */
  readonly details: string
  readonly bodies: readonly StoredForm[]
  readonly entries: readonly LedgerEntry[]
}

/** A batch on its way to the one who writes. */
export interface RowBatch extends Omit<Batch, 'records'> {
  readonly records: readonly RecordRow[]
}

/** The row of a record, whose bodies travel in the parcel. Ends its hold. Throws when its data cannot be written as JSON. */
export const rowOf = ({ exchange, bodies, hold }: StoredRecord, parcel: Parcel): RecordRow => {
  const taken = parcel.take(
    bodies.map(({ chunks }) => chunks),
    hold,
  )
  return {
    startedAt: exchange.startedAt,
    exchange: columnsOf(exchange),
    attempts: JSON.stringify(exchange.attempts),
    details: JSON.stringify(detailsOf(exchange)),
    bodies: bodies.map((body, index) => ({ ...body, chunks: taken[index] ?? [] })),
    entries: entriesOf(exchange),
  }
}

/** The rows of a batch. One record that cannot be put into words keeps no other from being written. */
export const rowsOfBatch = (
  { records, ...rest }: Batch,
  parcel: Parcel,
): { readonly batch: RowBatch; readonly unwritable: number } => {
  const rows = records.flatMap((record) => {
    try {
      return [rowOf(record, parcel)]
    } catch {
      return []
    }
  })
  return { batch: { ...rest, records: rows }, unwritable: records.length - rows.length }
}

const usageArray = (usage: Usage): number[] => USAGE_FIELDS.map((field) => usage[field])

/** What JSON leaves out may be set and undefined: cheaper than leaving it out by spreading. */
type Unwritten<Shape> = { readonly [Key in keyof Shape]: Shape[Key] | undefined }

const columnsOf = (exchange: ExchangeFacts): readonly SqlValue[] => {
  const { usage, outcome, firstByteMs, cost } = exchange
  const more: Unwritten<ExchangeMore> = {
    method: exchange.method,
    query: exchange.query,
    outcome: outcome.kind === 'delivered' ? undefined : outcome,
    attempts: exchange.attempts.length,
    firstByteMs,
    requestBytes: exchange.request.size,
    responseBytes: exchange.response.size,
    usage: usage === undefined ? undefined : usageArray(usage.usage),
    partial: usage?.partial === true ? true : undefined,
    side: exchange.side,
    cost: cost === undefined ? undefined : packCost(cost),
    said: listedWords(exchange),
  }
  return [
    exchange.id,
    exchange.service,
    exchange.path,
    exchange.upstream ?? null,
    exchange.token ?? null,
    exchange.session ?? null,
    exchange.model.asked ?? null,
    exchange.model.sent ?? null,
    resultOf(exchange),
    exchange.durationMs,
    JSON.stringify(more),
  ]
}

const detailsOf = ({ address, usage, changes, requestHeaders, sentHeaders, responseHeaders }: ExchangeFacts) =>
  ({
    address,
    rawUsage: usage?.raw,
    changes,
    requestHeaders,
    sentHeaders: sentHeaders === undefined ? undefined : referTo(requestHeaders, sentHeaders),
    responseHeaders,
  }) satisfies Unwritten<DetailMore>

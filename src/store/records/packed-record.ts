/** A record on its way to the writer: rows ready to be bound, and its bodies in the form in which they are kept. */
import { chunksBetween } from '../../codec/bytes/body.ts'
import type { SharedEnds } from '../../codec/bytes/body-edit.ts'
import type { Hold, LeasedBytes } from '../../codec/bytes/leased-bytes.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { Change, ExchangeRecord, Outcome, RawHeaders } from '../../contract/exchange.ts'
import { USAGE_FIELDS, type Usage } from '../../contract/usage.ts'
import { WORTH_DEFLATING } from './deflating.ts'
import { entryOf, type LedgerEntry, resultOf } from './entry.ts'
import type { RequestBodies } from './request-bodies.ts'
import { type HeadersByReference, referTo } from './sent-headers.ts'
import type { SqlValue } from './sql-value.ts'

/** Columns of `exchanges` in the order of `WireRecord.exchange`, which leaves out `sort`. */
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

/** Kinds of bodies, in the order of their numbers. */
export const BODY_KINDS = ['request', 'sent', 'response'] as const

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
}

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

export interface WireBody {
  /** Index in `BODY_KINDS`. */
  readonly kind: number
  readonly truncated: boolean
  /** Bytes that passed in all. */
  readonly size: number
  /** What is kept of it, or of an edit what stands between what it shares with the request's body as received. */
  readonly chunks: readonly Uint8Array[]
  /** Came compressed, so that deflating it would gain nothing. */
  readonly compressed: boolean
  /** Only for an edit of the request's body. */
  readonly edit?: SharedEnds
}

export interface WireRecord {
  /** ms since 1970. */
  readonly startedAt: number
  /** Values of `EXCHANGE_COLUMNS`. */
  readonly exchange: readonly SqlValue[]
  /** Attempts as JSON. */
  readonly attempts: string
  /** `DetailMore` as JSON. */
  readonly details: string
  readonly bodies: readonly WireBody[]
  readonly entry: LedgerEntry | undefined
}

/** A record, and what it needs until it has left. */
export interface PackedRecord {
  readonly wire: WireRecord
  /** On the memory of the request's bodies; absent where nothing of them is kept. */
  readonly hold: Hold | undefined
  /** Bytes it holds in memory, about. */
  readonly weight: number
  /** How much work it is to hand it over: its weight, in which each byte that must be copied counts four times. */
  readonly load: number
}

/** What a record weighs without its bodies, bytes. */
const BASE_WEIGHT = 2048
/** What a byte counts that is copied instead of given away. */
const COPIED = 4

export const packRecord = (record: ExchangeRecord, about?: RequestBodies): PackedRecord => {
  const taken = BODY_KINDS.flatMap((name, kind) => wireBody(record, { name, kind, about }) ?? [])
  const memory = worthHolding(taken, about)
  const bodies = memory === undefined && about !== undefined ? taken.map(copied) : taken
  const kept = bodies.reduce((sum, { chunks }) => sum + sizeOf(chunks), 0)
  const moved = memory?.size ?? 0
  const wire = {
    startedAt: record.startedAt,
    exchange: exchangeOf(record),
    attempts: JSON.stringify(record.attempts),
    details: JSON.stringify(detailsOf(record)),
    bodies,
    entry: entryOf(record),
  }
  return {
    wire,
    hold: memory?.retain(),
    weight: BASE_WEIGHT + Math.max(kept, moved),
    load: BASE_WEIGHT + moved + COPIED * Math.max(0, kept - moved),
  }
}

/** Memory of which less than one part in so many is kept does not wait for the writer: that part is copied. */
const SMALL_PART = 4

const worthHolding = (bodies: readonly WireBody[], about: RequestBodies | undefined): LeasedBytes | undefined => {
  const kept = bodies.reduce((sum, { kind, chunks }) => (kind === RESPONSE ? sum : sum + sizeOf(chunks)), 0)
  return about !== undefined && kept > 0 && SMALL_PART * kept >= about.memory.size ? about.memory : undefined
}

const copied = (body: WireBody): WireBody =>
  body.kind === RESPONSE ? body : { ...body, chunks: [Buffer.concat(body.chunks)] }

/** The same record without its bodies, which it lets go. */
export const withoutBodies = ({ wire, hold }: PackedRecord): PackedRecord => {
  hold?.release()
  return { wire: { ...wire, bodies: [] }, hold: undefined, weight: BASE_WEIGHT, load: BASE_WEIGHT }
}

export const usageArray = (usage: Usage): number[] => USAGE_FIELDS.map((field) => usage[field])

const headersOf = (record: ExchangeRecord, kind: (typeof BODY_KINDS)[number]): RawHeaders =>
  (kind === 'sent' ? record.sentHeaders : kind === 'request' ? record.requestHeaders : record.responseHeaders) ?? []

/** An absent `sent` means "as received", so an empty one is kept. */
const SENT = BODY_KINDS.indexOf('sent')
const RESPONSE = BODY_KINDS.indexOf('response')

interface Part {
  readonly name: (typeof BODY_KINDS)[number]
  readonly kind: number
  readonly about: RequestBodies | undefined
}

const wireBody = (record: ExchangeRecord, { name, kind, about }: Part): WireBody | undefined => {
  const body = record[name]
  // An empty body needs no row, unless it is there to say that nothing of a larger one was kept.
  if (body === undefined || (sizeOf(body.chunks) === 0 && !body.truncated && kind !== SENT)) return undefined
  const { chunks, truncated, size } = body
  const compressed = headerValue(headersOf(record, name), 'content-encoding') !== undefined
  const edit = kind === SENT ? editOf(record, about) : undefined
  return edit === undefined
    ? { kind, truncated, size, chunks, compressed }
    : { kind, truncated, size, chunks: chunksBetween(chunks, edit.head, size - edit.tail), compressed, edit }
}

/** How the body as sent is told by the one received; undefined where that is no saving, or where a part of one is not kept. */
const editOf = ({ request, sent }: ExchangeRecord, about: RequestBodies | undefined): SharedEnds | undefined => {
  const shared = about?.shared
  if (shared === undefined || sent === undefined || request.truncated || sent.truncated) return undefined
  return sent.size - shared.head - shared.tail < WORTH_DEFLATING ? shared : undefined
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)

/** What JSON leaves out may be set and undefined: cheaper than leaving it out by spreading. */
type Unwritten<Shape> = { readonly [Key in keyof Shape]: Shape[Key] | undefined }

const exchangeOf = (record: ExchangeRecord): readonly SqlValue[] => {
  const { usage, outcome, firstByteMs } = record
  const more: Unwritten<ExchangeMore> = {
    method: record.method,
    query: record.query,
    outcome: outcome.kind === 'delivered' ? undefined : outcome,
    attempts: record.attempts.length,
    firstByteMs,
    requestBytes: record.request.size,
    responseBytes: record.response.size,
    usage: usage === undefined ? undefined : usageArray(usage.usage),
    partial: usage?.partial === true ? true : undefined,
  }
  return [
    record.id,
    record.service,
    record.path,
    record.upstream ?? null,
    record.token ?? null,
    record.session ?? null,
    record.model.asked ?? null,
    record.model.sent ?? null,
    resultOf(record),
    record.durationMs,
    JSON.stringify(more),
  ]
}

const detailsOf = ({ address, usage, changes, requestHeaders, sentHeaders, responseHeaders }: ExchangeRecord) =>
  ({
    address,
    rawUsage: usage?.raw,
    changes,
    requestHeaders,
    sentHeaders: sentHeaders === undefined ? undefined : referTo(requestHeaders, sentHeaders),
    responseHeaders,
  }) satisfies Unwritten<DetailMore>

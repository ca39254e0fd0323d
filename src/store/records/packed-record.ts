/**
 * A record on its way to the writer: rows ready to be bound, and bodies as ranges of one buffer per batch. Plain values are cloned
 * cheaply, the buffer changes hands without a copy, and the worker neither parses nor prints JSON.
 */
import { headerValue } from '../../codec/http/headers.ts'
import type { Captured, Change, ExchangeRecord, Outcome, RawHeaders } from '../../contract/exchange.ts'
import type { Usage } from '../../contract/usage.ts'
import { entryOf, type LedgerEntry, resultOf } from './entry.ts'
import { type HeadersByReference, referTo } from './sent-headers.ts'
import type { SqlValue } from './sql-value.ts'

/** Order of the counts in arrays. */
export const USAGE_FIELDS = [
  'input',
  'cacheCreate',
  'cacheCreate5m',
  'cacheCreate1h',
  'cacheRead',
  'output',
  'reasoning',
  'total',
  'uncachedInput',
] as const satisfies readonly (keyof Usage)[]

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

/** In which form the bytes of a body come: as they are, and to stay so or to be packed; packed already; or as an edit of the request's. */
export const BODY_FORMS = ['whole', 'packable', 'packed', 'edit'] as const

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
  readonly size: number
  readonly length: number
  /** How many pieces of the batch it lies in; 0: in the joined buffer of the batch. */
  readonly pieces: number
  readonly form: (typeof BODY_FORMS)[number]
  /** Of an edit: bytes of the request's body before and after it. */
  readonly head: number
  readonly tail: number
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

/** A record and its bodies. */
export interface PackedRecord {
  readonly wire: WireRecord
  /** Chunks of the bodies to be joined, in the order of `bodies`. */
  readonly joined: readonly Uint8Array[]
  /** Pieces of the other bodies, in the order of `bodies`. */
  readonly pieces: readonly Uint8Array[]
  /** Bytes it holds in memory, about. */
  readonly weight: number
  /** How much work it is to hand it over: its weight, in which each byte that must be copied counts four times. */
  readonly load: number
}

/** What a record weighs without its bodies, bytes. */
const BASE_WEIGHT = 2048
/** What a byte counts that is copied instead of given away. */
const COPIED = 4

export const packRecord = (record: ExchangeRecord): PackedRecord => {
  const bodies: WireBody[] = []
  const joined: Uint8Array[] = []
  const pieces: Uint8Array[] = []
  let weight = BASE_WEIGHT
  let load = BASE_WEIGHT
  for (const [kind, name] of BODY_KINDS.entries()) {
    const body = record[name]
    const wire = body === undefined ? undefined : wireBody(body, kind, headersOf(record, name))
    if (body === undefined || wire === undefined) continue
    bodies.push(wire)
    const list = wire.pieces > 0 ? pieces : joined
    for (const chunk of body.chunks) list.push(chunk)
    weight += wire.length
    load += wire.pieces > 0 ? wire.length : COPIED * wire.length
  }
  const wire = {
    startedAt: record.startedAt,
    exchange: exchangeOf(record),
    attempts: JSON.stringify(record.attempts),
    details: JSON.stringify(detailsOf(record)),
    bodies,
    entry: entryOf(record),
  }
  return { wire, joined, pieces, weight, load }
}

/** The same record without its bodies. */
export const withoutBodies = (packed: PackedRecord): PackedRecord => ({
  wire: { ...packed.wire, bodies: [] },
  joined: [],
  pieces: [],
  weight: BASE_WEIGHT,
  load: BASE_WEIGHT,
})

export const usageArray = (usage: Usage): number[] => USAGE_FIELDS.map((field) => usage[field])

const headersOf = (record: ExchangeRecord, kind: (typeof BODY_KINDS)[number]): RawHeaders =>
  (kind === 'sent' ? record.sentHeaders : kind === 'request' ? record.requestHeaders : record.responseHeaders) ?? []

/** Below this many bytes, joining costs less than handing buffers over one by one. */
const WORTH_HANDING_OVER = 16 * 1024

/** An absent `sent` means "as received", so an empty one is kept. */
const SENT = BODY_KINDS.indexOf('sent')

const wireBody = (body: Captured, kind: number, headers: RawHeaders): WireBody | undefined => {
  let length = 0
  for (const chunk of body.chunks) length += chunk.byteLength
  // An empty body needs no row, unless it is there to say that nothing of a larger one was kept.
  if (length === 0 && !body.truncated && kind !== SENT) return undefined
  const pieces = body.spent === true && length >= WORTH_HANDING_OVER ? body.chunks.length : 0
  const { head, tail } = body.between ?? WHOLE
  return { kind, truncated: body.truncated, size: body.size, length, pieces, form: formOf(body, headers), head, tail }
}

const WHOLE = { head: 0, tail: 0 }

/** What came compressed stays as it is. */
const formOf = (body: Captured, headers: RawHeaders): WireBody['form'] => {
  if (body.packed === true) return 'packed'
  if (body.between !== undefined) return 'edit'
  return headerValue(headers, 'content-encoding') === undefined ? 'packable' : 'whole'
}

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

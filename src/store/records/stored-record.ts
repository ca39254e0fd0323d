/** A finished exchange as it goes to whoever keeps it: its facts, and its bodies in the form in which they are kept. Plain data, but for the hold. */
import { chunksBetween } from '../../codec/bytes/body.ts'
import type { SharedEnds } from '../../codec/bytes/body-edit.ts'
import type { Hold, LeasedBytes } from '../../codec/bytes/leased-bytes.ts'
import { headerList } from '../../codec/http/headers.ts'
import type { Captured, ExchangeRecord, RawHeaders } from '../../contract/exchange.ts'
import { WORTH_DEFLATING } from './deflating.ts'
import { BODY_KINDS, type BodyKind } from './journal.ts'
import type { RequestBodies } from './request-bodies.ts'

/** Everything that is known of an exchange but the bytes of its bodies. */
export type ExchangeFacts = Omit<ExchangeRecord, 'request' | 'sent' | 'response'> & {
  readonly request: Pick<Captured, 'size'>
  readonly response: Pick<Captured, 'size'>
}

export interface StoredForm {
  readonly kind: BodyKind
  readonly truncated: boolean
  /** Bytes that passed in all. */
  readonly size: number
  /** What is kept of it; of an edit what stands between what it shares with the request's body as received. */
  readonly chunks: readonly Uint8Array[]
  /** Came compressed, so that deflating it would gain nothing. */
  readonly compressed: boolean
  /** Only for an edit of the request's body. */
  readonly edit?: SharedEnds
}

export interface StoredRecord {
  readonly exchange: ExchangeFacts
  /** An absent `sent` means "as received". */
  readonly bodies: readonly StoredForm[]
  /** On the memory that the request's bodies lie in; absent where nothing is kept there. Whoever has taken the record over releases it. */
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

export const storedRecord = (record: ExchangeRecord, about?: RequestBodies): StoredRecord => {
  const taken = BODY_KINDS.flatMap((kind) => formOf(record, kind, about) ?? [])
  const memory = worthHolding(taken, about)
  const bodies = memory === undefined && about !== undefined ? taken.map(copied) : taken
  const kept = bodies.reduce((sum, { chunks }) => sum + sizeOf(chunks), 0)
  const moved = memory?.size ?? 0
  return {
    exchange: factsOf(record),
    bodies,
    hold: memory?.retain(),
    weight: BASE_WEIGHT + Math.max(kept, moved),
    load: BASE_WEIGHT + moved + COPIED * Math.max(0, kept - moved),
  }
}

/** A record of which no body is kept. */
export const bareRecord = (record: ExchangeRecord): StoredRecord => bare(factsOf(record))

/** The same record without its bodies, which it lets go. */
export const withoutBodies = ({ exchange, hold }: StoredRecord): StoredRecord => {
  hold?.release()
  return bare(exchange)
}

const bare = (exchange: ExchangeFacts): StoredRecord => ({
  exchange,
  bodies: [],
  hold: undefined,
  weight: BASE_WEIGHT,
  load: BASE_WEIGHT,
})

/** No chunk stays behind in it, so that it can outlive the bodies. */
const factsOf = (record: ExchangeRecord): ExchangeFacts => {
  const { size } = record.response
  const facts = { ...record, request: { size: record.request.size }, response: { size } }
  delete facts.sent
  return facts
}

/** Memory of which less than one part in so many is kept does not wait for the writer: that part is copied. */
const SMALL_PART = 4

const worthHolding = (bodies: readonly StoredForm[], about: RequestBodies | undefined): LeasedBytes | undefined => {
  const kept = bodies.reduce((sum, { kind, chunks }) => (kind === 'response' ? sum : sum + sizeOf(chunks)), 0)
  return about !== undefined && kept > 0 && SMALL_PART * kept >= about.memory.size ? about.memory : undefined
}

const copied = (body: StoredForm): StoredForm =>
  body.kind === 'response' ? body : { ...body, chunks: [Buffer.concat(body.chunks)] }

const formOf = (record: ExchangeRecord, kind: BodyKind, about: RequestBodies | undefined): StoredForm | undefined => {
  const body = record[kind]
  // An empty body need not be kept, unless it is there to say that nothing of a larger one was, or that nothing was sent of one.
  if (body === undefined || (sizeOf(body.chunks) === 0 && !body.truncated && kind !== 'sent')) return undefined
  const { chunks, truncated, size } = body
  const compressed = headerList(headersOf(record, kind), 'content-encoding') !== undefined
  const edit = kind === 'sent' ? editOf(record, about) : undefined
  return edit === undefined
    ? { kind, truncated, size, chunks, compressed }
    : { kind, truncated, size, chunks: chunksBetween(chunks, edit.head, size - edit.tail), compressed, edit }
}

const headersOf = (record: ExchangeRecord, kind: BodyKind): RawHeaders =>
  (kind === 'sent' ? record.sentHeaders : kind === 'request' ? record.requestHeaders : record.responseHeaders) ?? []

/** How the body as sent is told by the one received; undefined where that is no saving, or where a part of one is not kept. */
const editOf = ({ request, sent }: ExchangeRecord, about: RequestBodies | undefined): SharedEnds | undefined => {
  const shared = about?.shared
  if (shared === undefined || sent === undefined || request.truncated || sent.truncated) return undefined
  return sent.size - shared.head - shared.tail < WORTH_DEFLATING ? shared : undefined
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)

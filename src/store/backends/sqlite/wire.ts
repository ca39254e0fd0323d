/**
 * A record on its way to the writer: rows ready to be bound, and bodies as ranges of one buffer per batch. Numbers and texts are
 * cloned cheaply, the buffer changes hands without a copy, and the worker neither parses nor prints JSON.
 */

import { headerValue } from '../../../codec/headers.ts'
import type { Captured, ExchangeRecord, RawHeaders } from '../../../contract/exchange.ts'
import type { Usage } from '../../../contract/usage.ts'
import { entryOf, type LedgerEntry, resultOf } from '../entry.ts'
import type { DetailRow, ExchangeRow } from './schema.ts'

/** Order of the counts in `usage` columns. */
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

/** Numbers of the kinds of bodies in the table. */
export const BODY_KINDS = ['request', 'sent', 'response'] as const

export interface WireBody {
  /** Index in `BODY_KINDS`. */
  readonly kind: number
  readonly truncated: boolean
  readonly size: number
  /** Bytes in the buffer of the batch, one body after the other. */
  readonly length: number
  /** False for bytes that are compressed already. */
  readonly packable: boolean
}

export interface WireRecord {
  /** ms since 1970. */
  readonly startedAt: number
  readonly exchange: Omit<ExchangeRow, 'sort'>
  readonly details: Omit<DetailRow, 'sort'>
  readonly bodies: readonly WireBody[]
  readonly entry: LedgerEntry | undefined
}

/** A record and the chunks of its bodies, in the order of `bodies`. */
export interface PackedRecord {
  readonly wire: WireRecord
  readonly chunks: readonly (readonly Uint8Array[])[]
  /** Bytes it holds in memory, about. */
  readonly weight: number
}

/** What a record weighs without its bodies, bytes. */
const BASE_WEIGHT = 2048

export const packRecord = (record: ExchangeRecord): PackedRecord => {
  const captured = [record.request, record.sent, record.response]
  const headers = [record.requestHeaders, record.sentHeaders ?? [], record.responseHeaders]
  const bodies: WireBody[] = []
  const chunks: (readonly Uint8Array[])[] = []
  let weight = BASE_WEIGHT
  captured.forEach((body, kind) => {
    const wire = body === undefined ? undefined : wireBody(body, kind, headers[kind] ?? [])
    if (body === undefined || wire === undefined) return
    bodies.push(wire)
    chunks.push(body.chunks)
    weight += wire.length
  })
  const wire = {
    startedAt: record.startedAt,
    exchange: exchangeOf(record),
    details: detailsOf(record),
    bodies,
    entry: entryOf(record),
  }
  return { wire, chunks, weight }
}

/** The same record without its bodies. */
export const withoutBodies = (packed: PackedRecord): PackedRecord => ({
  wire: { ...packed.wire, bodies: [] },
  chunks: [],
  weight: BASE_WEIGHT,
})

export const usageArray = (usage: Usage): number[] => USAGE_FIELDS.map((field) => usage[field])

const wireBody = (body: Captured, kind: number, headers: RawHeaders): WireBody | undefined => {
  const length = body.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  // An empty body needs no row, unless it is there to say that nothing of a larger one was kept.
  if (length === 0 && !body.truncated && kind !== SENT) return undefined
  const packable = headerValue(headers, 'content-encoding') === undefined
  return { kind, truncated: body.truncated, size: body.size, length, packable }
}

/** An absent `sent` means "as received", so an empty one is kept. */
const SENT = BODY_KINDS.indexOf('sent')

const exchangeOf = (record: ExchangeRecord): Omit<ExchangeRow, 'sort'> => ({
  id: record.id,
  service: record.service,
  method: record.method,
  path: record.path,
  query: record.query,
  upstream: record.upstream ?? null,
  token: record.token ?? null,
  session: record.session ?? null,
  model_asked: record.model.asked ?? null,
  model_sent: record.model.sent ?? null,
  result: resultOf(record),
  outcome: record.outcome.kind === 'delivered' ? null : JSON.stringify(record.outcome),
  attempts: record.attempts.length,
  first_byte_ms: record.firstByteMs ?? null,
  duration_ms: record.durationMs,
  request_bytes: record.request.size,
  response_bytes: record.response.size,
  usage: record.usage === undefined ? null : JSON.stringify(usageArray(record.usage.usage)),
  usage_partial: record.usage?.partial === true ? 1 : 0,
})

const detailsOf = (record: ExchangeRecord): Omit<DetailRow, 'sort'> => ({
  address: record.address,
  raw_usage: record.usage === undefined ? null : JSON.stringify(record.usage.raw),
  attempts: JSON.stringify(record.attempts),
  changes: JSON.stringify(record.changes),
  request_headers: JSON.stringify(record.requestHeaders),
  sent_headers: record.sentHeaders === undefined ? null : JSON.stringify(record.sentHeaders),
  response_headers: JSON.stringify(record.responseHeaders),
})

/** Recorded bodies on their way out: as they passed, or with the content encoding undone. Whatever they hold, no browser runs it. */
import { canDecode, DecodeError, decodeBody } from '../../codec/encoding/decode.ts'
import { headerList } from '../../codec/http/headers.ts'
import type { ExchangeDetail } from '../../contract/api/exchanges.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { problemFor } from '../../edge/problem.ts'
import type { BodyKind, Journal, StoredBody, StoredExchange } from '../../store/records/journal.ts'
import { notFound } from '../http/admin-problem.ts'
import { SANDBOX_POLICY } from '../http/security-headers.ts'

const RAW_ONLY = { code: 'raw-only', params: {} } as const

export interface BodyPlace {
  readonly id: string
  readonly kind: BodyKind
}

/** A decoded body may be this large, in bytes: a few kilobytes can decode to gigabytes. */
const MOST_DECODED = 128 * 1024 * 1024

/** What is kept of each body. `sent` is told only where it differs from `request`. */
export const bodyInfos = async (journal: Journal, id: string): Promise<ExchangeDetail['bodies']> => {
  const [request, sent, response] = await Promise.all([
    journal.body(id, 'request'),
    journal.body(id, 'sent'),
    journal.body(id, 'response'),
  ])
  const isSame = request !== undefined && sent !== undefined && Buffer.compare(request.bytes, sent.bytes) === 0
  return { request: infoOf(request), sent: isSame ? null : infoOf(sent), response: infoOf(response) }
}

const infoOf = (body: StoredBody | undefined): ExchangeDetail['bodies']['request'] =>
  body === undefined ? null : { kept: body.bytes.byteLength, size: body.size, truncated: body.truncated }

/** Throws `not-found`, and `unsupported-encoding` or `bad-request` for a body that cannot be decoded. */
export const bodyReply = async (journal: Journal, place: BodyPlace, decoded: boolean): Promise<Response> => {
  const [exchange, body] = await Promise.all([journal.find(place.id), journal.body(place.id, place.kind)])
  if (exchange === undefined) throw notFound({ code: 'request-unknown', params: { id: place.id } })
  if (body === undefined) throw notFound({ code: 'body-not-kept', params: { id: place.id } })
  const encoding = headerList(headersOf(exchange, place.kind), 'content-encoding') ?? ''
  const bytes = decoded ? await decode(body, encoding) : body.bytes
  const headers = {
    'content-type': decoded ? 'text/plain; charset=utf-8' : 'application/octet-stream',
    'content-disposition': `attachment; filename="${place.kind}-${place.id.replaceAll(/[^\w-]/g, '_')}.bin"`,
    'content-security-policy': SANDBOX_POLICY,
    'x-clp-truncated': String(body.truncated),
    'x-clp-size': String(body.size),
    ...(decoded || encoding === '' ? {} : { 'x-clp-content-encoding': encoding.replaceAll(/[^\x20-\x7e]/g, '') }),
  }
  return new Response(new Uint8Array(bytes), { headers })
}

/** A body that was changed by rules was sent on plain; its headers say so. */
export const headersOf = (exchange: StoredExchange, kind: BodyKind): RawHeaders => {
  if (kind === 'response') return exchange.responseHeaders
  return kind === 'sent' ? (exchange.sentHeaders ?? exchange.requestHeaders) : exchange.requestHeaders
}

const decode = async (body: StoredBody, encoding: string): Promise<Uint8Array> => {
  if (!canDecode(encoding)) {
    throw problemFor('unsupported-encoding', RAW_ONLY)
  }
  try {
    return await decodeBody([body.bytes], encoding, MOST_DECODED, { partial: body.truncated })
  } catch (error) {
    if (error instanceof DecodeError) {
      throw problemFor('bad-request', RAW_ONLY, { status: 422, cause: error })
    }
    throw error
  }
}

/** The log as an HTTP archive, version 1.2 (w3c.github.io/web-performance/specs/HAR/Overview.html), for the tools that read those. */

import { isUtf8 } from 'node:buffer'
import { STATUS_CODES } from 'node:http'
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Journal, StoredExchange } from '../records/journal.ts'
import { type Exported, type ExportedBody, type ExportOptions, exported } from './exported.ts'

export interface HarOptions extends ExportOptions {
  /** Version of CLP, for the archive's `creator`. */
  readonly version: string
}

/** One JSON document, in pieces. Requests are shown as the client made them, at the address they were sent on to. */
export async function* exportHar(journal: Journal, options: HarOptions): AsyncGenerator<string> {
  const creator = JSON.stringify({ name: 'CLP', version: options.version })
  yield `{"log":{"version":"1.2","creator":${creator},"entries":[`
  let separator = '\n'
  for await (const one of exported(journal, options)) {
    yield `${separator}${JSON.stringify(entryOf(one))}`
    separator = ',\n'
  }
  yield '\n]}}\n'
}

const entryOf = ({ exchange, request, response }: Exported): Record<string, unknown> => {
  const waited = Math.min(exchange.firstByteMs ?? exchange.durationMs, exchange.durationMs)
  return {
    startedDateTime: new Date(exchange.startedAt).toISOString(),
    time: exchange.durationMs,
    request: requestOf(exchange, request),
    response: responseOf(exchange, response),
    cache: {},
    timings: { send: 0, wait: waited, receive: exchange.durationMs - waited },
    ...(exchange.outcome.kind === 'delivered' ? {} : { comment: exchange.outcome.kind }),
    _id: exchange.id,
    _service: exchange.service,
    _upstream: exchange.upstream,
    _model: exchange.modelSent ?? exchange.modelAsked,
    _attempts: exchange.attemptList,
    _usage: exchange.usage,
    _cost: exchange.cost,
  }
}

const requestOf = (exchange: StoredExchange, body: ExportedBody): Record<string, unknown> => ({
  method: exchange.method,
  url: urlOf(exchange),
  httpVersion: 'HTTP/1.1',
  cookies: [],
  headers: pairsOf(exchange.requestHeaders),
  queryString: [...new URLSearchParams(exchange.query)].map(([name, value]) => ({ name, value })),
  headersSize: -1,
  bodySize: exchange.requestBytes,
  ...(body.bytes.byteLength === 0
    ? {}
    : {
        postData: {
          mimeType: headerValue(exchange.requestHeaders, 'content-type') ?? '',
          params: [],
          ...textOf(body),
        },
      }),
})

const responseOf = (exchange: StoredExchange, body: ExportedBody): Record<string, unknown> => ({
  status: exchange.status,
  statusText: STATUS_CODES[exchange.status] ?? '',
  httpVersion: 'HTTP/1.1',
  cookies: [],
  headers: pairsOf(exchange.responseHeaders),
  content: {
    size: body.bytes.byteLength,
    mimeType: headerValue(exchange.responseHeaders, 'content-type') ?? '',
    ...textOf(body),
  },
  redirectURL: headerValue(exchange.responseHeaders, 'location') ?? '',
  headersSize: -1,
  bodySize: exchange.responseBytes,
})

const urlOf = (exchange: StoredExchange): string => {
  const url = exchange.attemptList.at(-1)?.url
  if (url !== undefined && url !== '') return url
  return `http://clp.invalid${exchange.path}${exchange.query === '' ? '' : `?${exchange.query}`}`
}

const pairsOf = (headers: RawHeaders): readonly { name: string; value: string }[] => {
  const pairs: { name: string; value: string }[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push({ name: headers[index] ?? '', value: headers[index + 1] ?? '' })
  }
  return pairs
}

/** Text where it is text; a body cut in the middle of a character is none by one byte, and stays readable. */
const textOf = ({ bytes, truncated }: ExportedBody): Record<string, string> => {
  const buffer = asBuffer(bytes)
  const comment = truncated ? { comment: 'truncated' } : {}
  if (isUtf8(buffer) || (truncated && isUtf8(withoutCutCharacter(buffer))))
    return { text: buffer.toString(), ...comment }
  return { text: buffer.toString('base64'), encoding: 'base64', ...comment }
}

const withoutCutCharacter = (buffer: Buffer): Buffer => {
  let end = buffer.byteLength
  while (end > 0 && buffer.byteLength - end < 4 && ((buffer[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1
  return buffer.subarray(0, Math.max(0, end - 1))
}

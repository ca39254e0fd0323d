/** A request as it is handed on in the upstream's protocol. */
import { Body } from '../../codec/bytes/body.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { requestHeaders } from '../../protocol/translate/endpoint.ts'
import type { UpstreamRequest } from '../../protocol/translate/request.ts'
import { type ForeignRequest, markPassed, type Outgoing, type Translated } from '../exchange/exchange.ts'

/** `path`, `body`: others than the request's own, for a question beside it. */
export const foreignPost = (
  outgoing: Outgoing,
  written: UpstreamRequest,
  { streams, path = `${written.path}${written.query}`, body = written.body }: ForeignPost,
): Translated => {
  const headers = requestHeaders(written, streams, userAgentOf(outgoing))
  // It lives as long as the body it was made of.
  const made = outgoing.body.decodedAs(Buffer.from(body, 'utf8'))
  return foreign({ ...outgoing, body: made }, { method: 'POST', target: path, headers })
}

export interface ForeignPost {
  readonly streams: boolean
  readonly path?: string
  readonly body?: string
}

export const foreignGet = (outgoing: Outgoing, target: string): Translated => {
  const agent = userAgentOf(outgoing)
  const headers = [...GET_HEADERS, ...(agent === undefined ? [] : ['user-agent', agent])]
  const version = outgoing.attempt.upstream.protocol === 'messages' ? ['anthropic-version', '2023-06-01'] : []
  return foreign({ ...outgoing, body: Body.empty }, { method: 'GET', target, headers: [...headers, ...version] })
}

const GET_HEADERS: RawHeaders = ['accept', 'application/json', 'accept-encoding', 'identity']

const foreign = (outgoing: Outgoing, request: ForeignRequest): Translated =>
  markPassed('translate', { ...outgoing, foreign: request })

const userAgentOf = ({ attempt }: Outgoing): string | undefined =>
  headerValue(attempt.request.head.headers, 'user-agent')

/** Where a translated request goes, and which headers travel with it and back. */
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { UpstreamRequest } from './request.ts'

/** The address of a path of a protocol below an upstream's base address, which may name the version already. */
export const upstreamUrl = (protocol: ProtocolId, base: string, path: string): string => {
  const bare = base.replace(/\/+$/, '')
  if (protocol === 'messages') return bare + (bare.endsWith('/v1') ? path.replace(/^\/v1(?=\/)/, '') : path)
  if (protocol === 'gemini') return bare + (/\/v1(beta)?$/.test(bare) ? '' : '/v1beta') + path
  const hasPath = new URL(bare).pathname !== '/'
  return bare + (hasPath ? '' : '/v1') + path
}

/**
 * The headers of a translated request, the credential aside. They are built from nothing: what a client says in headers means
 * nothing in another protocol, and some of it names the user.
 */
export const requestHeaders = (
  request: UpstreamRequest,
  streams: boolean,
  userAgent: string | undefined,
): RawHeaders => [
  'content-type',
  'application/json',
  'accept',
  streams ? 'text/event-stream' : 'application/json',
  'accept-encoding',
  'identity',
  ...(userAgent === undefined ? [] : ['user-agent', userAgent]),
  ...request.headers,
]

/** Headers that mean the same to every client. */
const KEPT = /^(retry-after(-ms)?|x-should-retry|x-ratelimit-.*|anthropic-ratelimit-.*)$/

/** The headers of a translated answer. Both names of the request's id are set: each client reads another. */
export const answerHeaders = (headers: RawHeaders, contentType: string): RawHeaders => {
  const kept: string[] = ['content-type', contentType]
  let id: string | undefined
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase()
    const value = headers[index + 1] ?? ''
    if (KEPT.test(name)) kept.push(name, value)
    if (name === 'request-id' || name === 'x-request-id') id ??= value
  }
  return id === undefined ? kept : [...kept, 'request-id', id, 'x-request-id', id]
}

/** Where each protocol takes a question, below the version, for people who are shown an address. */
export const QUESTION_PATHS: Readonly<Record<ProtocolId, string>> = {
  messages: '/v1/messages',
  responses: '/responses',
  chat: '/chat/completions',
  gemini: '/models/…:generateContent',
}

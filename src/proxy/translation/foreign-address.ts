/** Where a translated request goes on the wire, and with which headers: nothing of the client's but its key, where there is no other. */
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { Secret } from '../../contract/secret.ts'
import type { Credential } from '../../contract/upstream.ts'
import { protocols } from '../../protocol/index.ts'
import { upstreamUrl } from '../../protocol/translate/endpoint.ts'
import type { Counted, ForeignRequest, Head } from '../exchange/exchange.ts'
import { HOP, hopsBefore } from '../exchange/hop.ts'

export interface ForeignAddress {
  /** Path and query, raw. */
  readonly target: string
  /** All but `host`. */
  readonly headers: RawHeaders
}

export const foreignAddress = ({ attempt, body }: Counted, foreign: ForeignRequest): ForeignAddress => {
  const { upstream, request } = attempt
  const { pathname, search } = new URL(upstreamUrl(upstream.protocol, upstream.baseUrl, foreign.target))
  const ours = shown(upstream.protocol, upstream.credential)
  const credential = ours.length > 0 ? ours : shown(upstream.protocol, clientsOwn(request.head, upstream.protocol))
  const length = foreign.method === 'POST' ? ['Content-Length', String(body.size)] : []
  return {
    target: pathname + search,
    headers: [...foreign.headers, ...credential, ...hopsBefore(request.head.headers), ...HOP, ...length],
  }
}

/** OpenAI's servers take a key as a bearer token only. */
const shown = (protocol: ProtocolId, credential: Credential): RawHeaders => {
  const { bearer = credential.apiKey } = credential
  if (protocol !== 'chat' && protocol !== 'responses') return protocols[protocol].credentials.write(credential)
  return bearer === undefined ? [] : ['Authorization', `Bearer ${bearer.reveal()}`]
}

/** The key that the client itself has shown, as the upstream's protocol takes a key. */
const clientsOwn = (head: Head, protocol: ProtocolId): Credential => {
  const key = keyIn(head)
  if (key === undefined) return {}
  return protocol === 'chat' || protocol === 'responses' ? { bearer: new Secret(key) } : { apiKey: new Secret(key) }
}

const keyIn = ({ headers, query }: Head): string | undefined => {
  const bearer = /^bearer\s+(.+)$/i.exec(headerValue(headers, 'authorization') ?? '')?.[1]
  const plain = headerValue(headers, 'x-api-key') ?? headerValue(headers, 'x-goog-api-key')
  return bearer ?? plain ?? new URLSearchParams(query).get('key') ?? undefined
}

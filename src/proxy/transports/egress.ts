/** How a request leaves this machine: straight to its target, or handed to an outgoing proxy that passes it on. */
import { type Agent, type ClientRequest, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { RawHeaders } from '../../contract/exchange.ts'
import { memoByValue } from '../exchange/memo.ts'
import { closeIdleTo } from './idle-connections.ts'
import { closeBehindOddHead, LENIENT } from './odd-head.ts'

export interface Egress {
  /** The connection pool. For encrypted targets behind a proxy it tunnels by itself. */
  readonly agent: Agent
  /**
   * A proxy that takes plain requests in absolute form (RFC 9112 §3.2.2), and the headers it must be shown. Done here and not by
   * an agent: those rewrite a request by its header object, which a flat list does not have.
   */
  readonly proxy?: { readonly url: URL; readonly headers: RawHeaders }
}

export interface OutgoingRequest {
  readonly url: URL
  /** Path and query, raw. */
  readonly target: string
  readonly method: string
  /** Flat name, value pairs: on the wire as they are, names, order and repetitions kept. */
  readonly headers: RawHeaders
  readonly signal?: AbortSignal
}

/** Opens a request. Nothing leaves before something is written to it or it is ended. */
export const openRequest = (
  { agent, proxy }: Egress,
  { url, target, method, headers, signal }: OutgoingRequest,
): ClientRequest => {
  const { secure, host, port } = endpointOf(proxy?.url ?? url)
  const request = (secure ? httpsRequest : httpRequest)({
    agent,
    host,
    port,
    method,
    path: proxy === undefined ? target : `${url.origin}${target}`,
    headers: (proxy === undefined ? headers : [...headers, ...proxy.headers]) as string[],
    setHost: false,
    ...LENIENT,
    ...(signal === undefined ? {} : { signal }),
  })
  closeBehindOddHead(request)
  return request
}

/** Closes the kept connections to the place where requests for this target connect. */
export const closeKept = ({ agent, proxy }: Egress, url: URL): void => closeIdleTo(agent, endpointOf(proxy?.url ?? url))

interface Endpoint {
  readonly secure: boolean
  readonly host: string
  readonly port: number
}

/** Where to connect. Kept by the object, since a URL takes its parts out of its text each time it is asked. */
const endpointOf = memoByValue(
  ({ protocol, hostname, port }: URL): Endpoint => ({
    secure: protocol === 'https:',
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  }),
)

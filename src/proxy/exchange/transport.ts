/** How one request reaches an upstream: the interface, and the errors whose class decides about retry and blame. */
import type { Body } from '../../codec/bytes/body.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ClientSignal } from './client-signal.ts'

/** All in ms. */
export interface TransportTimeouts {
  /** Until the connection stands. */
  readonly connectMs: number
  /** From the end of the request until the response head. */
  readonly headersMs: number
  /** Silence between bytes of the response, while we are willing to read. */
  readonly idleMs: number
}

/** A request as it goes on the wire. */
export interface WireRequest {
  readonly method: string
  readonly url: URL
  /** Scheme and authority of `url`, which is slow to tell. */
  readonly origin: string
  /** Path and query, raw. */
  readonly target: string
  /** Flat name, value pairs: on the wire as they are, names, order and repetitions kept. */
  readonly headers: RawHeaders
  /** Its memory is held until it has left. */
  readonly body: Body
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: ClientSignal
  /** Name of the upstream, for errors. */
  readonly upstream: string
}

export interface Transport {
  /** Resolves with the head; the body flows when started. Rejects with `TransportError`. */
  readonly send: (request: WireRequest, timeouts: TransportTimeouts) => Promise<Reply>
  readonly close: () => void
}

export type TransportFailure =
  /** No connection: DNS, refused, TLS, connect timeout. Nothing was sent. */
  | 'unreachable'
  /** No response head in time. */
  | 'timeout'
  /** Connected, then broken before or within the reply. */
  | 'broken'
  /** The client left. */
  | 'abandoned'

export class TransportError extends Error {
  readonly kind: TransportFailure
  /** System code such as `ECONNREFUSED`, or `connect-timeout`, `headers-timeout`, `idle-timeout`, `aborted`. */
  readonly code: string

  constructor(kind: TransportFailure, code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'TransportError'
    this.kind = kind
    this.code = code
  }
}

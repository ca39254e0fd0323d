/** How one request reaches an upstream: the interface, and the errors whose class decides about retry and blame. */

import type { Reply } from '../../edge/reply.ts'
import type { Addressed } from './exchange.ts'

/** All in ms. */
export interface TransportTimeouts {
  /** Until the connection stands. */
  readonly connectMs: number
  /** From the end of the request until the response head. */
  readonly headersMs: number
  /** Silence between bytes of the response, while we are willing to read. */
  readonly idleMs: number
}

export interface Transport {
  /** Resolves with the head; the body flows when started. Rejects with `TransportError`. */
  readonly send: (request: Addressed, timeouts: TransportTimeouts) => Promise<Reply>
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

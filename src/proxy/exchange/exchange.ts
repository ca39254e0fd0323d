/** The shapes a request has on its way: its head, with its body, with an upstream chosen, with its address written. */

import type { Body } from '../../codec/bytes/body.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Snapshot } from '../../store/config/config.ts'
import type { ClientSignal } from './client-signal.ts'
import type { Service } from './service.ts'
import type { Trace } from './trace.ts'

/** A request whose head has come; its body waits until somebody is allowed to read it. Never mutated. */
export interface Arrived {
  readonly id: string
  readonly service: Service
  /** The rules in force when the request arrived. */
  readonly snapshot: Snapshot
  readonly method: string
  /** Raw path as sent, beginning with `/`, nothing decoded. */
  readonly path: string
  /** Raw query without `?`, empty when there is none. */
  readonly query: string
  /** The target ended in a lone `?`, which travels on: bytes are sacred. */
  readonly loneQuestionMark: boolean
  /** Flat name, value pairs as received. */
  readonly headers: RawHeaders
  /** Peer address, or the one a trusted proxy named. */
  readonly address: string
  /** Aborted when the client goes away. */
  readonly signal: ClientSignal
  /** Grows with everything that happens to this exchange. */
  readonly trace: Trace
  /** Reads the whole body. Throws `Problem` `body-too-large` beyond `limit` bytes. Called once. */
  readonly readBody: (limit: number) => Promise<Body>
}

/** A request with its body. A stage that changes something hands on a new one. */
export interface Inbound extends Arrived {
  readonly body: Body
  /** Set by routing: the upstream that must answer, and whether others may when it fails. */
  readonly pinned: { readonly upstream: string; readonly fallback: boolean } | undefined
}

/** One attempt: the request and the upstream it goes to. */
export interface Outbound extends Inbound {
  readonly upstream: Upstream
  /** Number of the attempt, from 1. */
  readonly attempt: number
}

/** Where and how a request goes on the wire. */
export interface Address {
  readonly url: URL
  /** Scheme and authority of `url`, which is slow to tell. */
  readonly origin: string
  /** Request target as it goes on the wire: path and query, raw. */
  readonly target: string
  /** Flat name, value pairs, `host` and credential included, hop-by-hop removed. */
  readonly outgoing: RawHeaders
}

/** Ready for the wire. */
export interface Addressed extends Outbound, Address {}

// Written out field by field, so that all requests have one and the same shape: a spread of so many fields, and one more added to it,
// took V8 off its fast paths and cost 3 to 5 µs each time, here and wherever the fields were read (docs/decisions/0015).

/** The request with other headers and another query than it came with. */
export const withHead = (from: Arrived, headers: RawHeaders, query: string): Arrived => ({
  id: from.id,
  service: from.service,
  snapshot: from.snapshot,
  method: from.method,
  path: from.path,
  query,
  loneQuestionMark: from.loneQuestionMark,
  headers,
  address: from.address,
  signal: from.signal,
  trace: from.trace,
  readBody: from.readBody,
})

/** The request with its body, for any upstream. */
export const withBody = (from: Arrived, body: Body): Inbound => ({
  id: from.id,
  service: from.service,
  snapshot: from.snapshot,
  method: from.method,
  path: from.path,
  query: from.query,
  loneQuestionMark: from.loneQuestionMark,
  headers: from.headers,
  address: from.address,
  signal: from.signal,
  trace: from.trace,
  readBody: from.readBody,
  body,
  pinned: undefined,
})

/** The request on its way to one upstream. */
export const outbound = (from: Inbound, upstream: Upstream, attempt: number): Outbound => ({
  id: from.id,
  service: from.service,
  snapshot: from.snapshot,
  method: from.method,
  path: from.path,
  query: from.query,
  loneQuestionMark: from.loneQuestionMark,
  headers: from.headers,
  address: from.address,
  signal: from.signal,
  trace: from.trace,
  readBody: from.readBody,
  body: from.body,
  pinned: from.pinned,
  upstream,
  attempt,
})

/** The request ready for the wire. */
export const addressed = (from: Outbound, { url, origin, target, outgoing }: Address): Addressed => ({
  id: from.id,
  service: from.service,
  snapshot: from.snapshot,
  method: from.method,
  path: from.path,
  query: from.query,
  loneQuestionMark: from.loneQuestionMark,
  headers: from.headers,
  address: from.address,
  signal: from.signal,
  trace: from.trace,
  readBody: from.readBody,
  body: from.body,
  pinned: from.pinned,
  upstream: from.upstream,
  attempt: from.attempt,
  url,
  origin,
  target,
  outgoing,
})

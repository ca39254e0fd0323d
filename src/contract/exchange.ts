/** What is known about one request and its answer, across all attempts. Users call it a request. */

import type { Cost, CostView } from './money/cost.ts'
import type { ChoiceCode } from './reason/balancing-reasons.ts'
import type { Reason } from './reason/reason.ts'
import type { ServiceId } from './service.ts'
import type { Usage, UsageReading } from './usage.ts'

/** How one attempt at one upstream went. The consequences stand in the table of `proxy/outcome`. */
export type AttemptOutcome =
  /** A final reply: success, or a refusal that is the client's own doing. */
  | {
      readonly kind: 'answered'
      readonly status: number
      /** The upstream cannot serve this request, though others may: its model is not there. Nobody's failure. */
      readonly unable?: true | undefined
    }
  /** A reply that blames the upstream: bad key, overload, server error. */
  | { readonly kind: 'refused'; readonly status: number }
  /** No connection: DNS, refused, TLS, connect timeout. Nothing was sent. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** Connected, then broken: no reply in time, a cut stream, an error event in a 200. `bytes` reached us. */
  | { readonly kind: 'broken'; readonly code: string; readonly bytes: number }
  /** The client left. Nobody's failure. */
  | { readonly kind: 'abandoned' }

/** An upstream's own words about why it refused: bounded, without secrets, in one line each. */
export interface SaidError {
  /** As the upstream names it, for example `overloaded_error`; empty where it names none. */
  readonly type: string
  readonly message: string
}

/** The same in one line: type, then message. */
export const saidText = ({ type, message }: SaidError): string =>
  [type, message].filter((part) => part !== '').join(': ')

export interface Attempt {
  /** Counted from 1. */
  readonly number: number
  readonly upstream: string
  /** Full target URL, credentials removed. */
  readonly url: string
  /** Model in the body as sent in this attempt, if there was one. */
  readonly model?: string
  /** ms since 1970. */
  readonly startedAt: number
  /** ms from `startedAt` until the connection stood; absent for a reused one. */
  readonly connectMs?: number
  /** ms from `startedAt` until the response head. */
  readonly firstByteMs?: number
  readonly durationMs: number
  readonly outcome: AttemptOutcome
  /** Why this upstream was chosen. */
  readonly reason: ChoiceCode
  /** Of an answer by which it refused. */
  readonly said?: SaidError
  /** Of an attempt whose answer nobody got: what it may have cost all the same. */
  readonly billed?: Billed
}

/** Counts and cost of an attempt that failed over. */
export interface Billed {
  /** Absent when its answer told none. */
  readonly usage?: Usage
  readonly cost: CostView
}

/** How the exchange ended for the client. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly status: number }
  | {
      readonly kind: 'blocked'
      readonly filter: string
      readonly rule?: string
      readonly status: number
      /** English, or the rule's own message. */
      readonly reason: string
      /** The same for readers of other languages; absent where a person has written the message. */
      readonly why?: Reason
    }
  /** CLP answered with a problem of its own, or cut a stream that had begun (`status` is what the client saw). */
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly status: number
      /** English. */
      readonly reason: string
      /** The same for readers of other languages, where it says more than the code. */
      readonly why?: Reason
    }
  | { readonly kind: 'abandoned'; readonly status: 499 }

/** One edit made to a request before it left. */
export interface Change {
  /** Which part made it: `endpoint`, `header`, `body`, `route`, `translate`. */
  readonly by: string
  /** The rule's id or position, as a person would look for it; of a translation the code of its reason. */
  readonly rule: string
  /** What was changed: `header:x-real-ip`, `body`, `model`, `path`. */
  readonly target: string
  /** Byte offset in the body before this edit; absent for headers and the path. */
  readonly offset?: number
  /** Bytes removed and bytes put in their place; absent for headers and the path. */
  readonly removed?: number
  readonly inserted?: number
}

/** A body as far as it was kept. */
export interface Captured {
  /** The first bytes, in the order they passed, as received (still encoded). */
  readonly chunks: readonly Uint8Array[]
  readonly truncated: boolean
  /** Bytes that passed in all. */
  readonly size: number
}

/** Header names and values in the order received, flat: name, value, name, value. */
export type RawHeaders = readonly string[]

export interface ExchangeRecord {
  /** UUIDv7; also the id of the live events and the `x-clp-request-id` the client sees. */
  readonly id: string
  readonly service: ServiceId
  readonly method: string
  /** Raw path as sent by the client, without query. */
  readonly path: string
  /** Raw query without `?`; CLP tokens removed. */
  readonly query: string
  /** Where the request came from: the peer address. */
  readonly address: string
  /** Name of the CLP token the client showed, if access is on. */
  readonly token?: string
  /** Conversation the request belongs to, where the client names one. */
  readonly session?: string
  readonly model: { readonly asked?: string; readonly sent?: string }
  /** Upstream that gave the final reply, or the last one tried. */
  readonly upstream?: string
  /** ms since 1970. */
  readonly startedAt: number
  /** ms from the start until the client was given the response head. */
  readonly firstByteMs?: number
  readonly durationMs: number
  readonly attempts: readonly Attempt[]
  readonly changes: readonly Change[]
  readonly outcome: Outcome
  /** Present when it asked no question: counted apart, and never anybody's failure. */
  readonly side?: true
  readonly usage?: UsageReading
  /** Of the answer the client got; absent in records from before costs were counted, and where no upstream was asked. */
  readonly cost?: Cost
  /** Redacted before the record exists. */
  readonly requestHeaders: RawHeaders
  /** Body as received. */
  readonly request: Captured
  /** Body as sent; absent when equal to `request`. */
  readonly sent?: Captured
  /** Headers as sent upstream, redacted; absent when nothing was sent. */
  readonly sentHeaders?: RawHeaders
  /** Redacted. */
  readonly responseHeaders: RawHeaders
  readonly response: Captured
}

/** The status the client saw. */
export const statusSeen = (outcome: Outcome): number => outcome.status

/** "Use HTTP": the answer to a WebSocket that is not served, after which clients go on as they should. */
const UPGRADE_REFUSED = 426

/** Whether the exchange counts as a success: delivered with 1xx–3xx, or with the refusal of an upgrade, which is no failed request. */
export const succeeded = (outcome: Outcome): boolean =>
  outcome.kind === 'delivered' && (outcome.status < 400 || outcome.status === UPGRADE_REFUSED)

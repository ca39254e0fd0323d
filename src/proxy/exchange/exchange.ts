/**
 * The shapes a request has on its way. Each holds the one before and adds what one stage learned, so that a stage that needs a fact does
 * not compile before the stage that supplies it. None is ever changed: a stage that changes something hands on a new one.
 */
import type { Body } from '../../codec/bytes/body.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { SystemSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Problem } from '../../edge/problem.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import type { Allowance, Over } from '../../store/budgets/allowance.ts'
import type { Snapshot } from '../../store/config/config.ts'
import type { Asked } from './asked.ts'
import type { AttemptTrace } from './attempt-trace.ts'
import type { ClientSignal } from './client-signal.ts'
import type { ExchangeTrace } from './exchange-trace.ts'
import type { ClientService } from './service.ts'

/** What the first lines of a request say, and what was in force when they came. */
export interface Head {
  readonly id: string
  readonly service: ClientService
  /** What the client speaks: its path says so, else its port. */
  readonly protocol: Protocol
  /** The rules in force when the request arrived. */
  readonly snapshot: Snapshot
  /** Limits and time-outs among them. */
  readonly system: SystemSettings
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
  /** ms since 1970. */
  readonly startedAt: number
}

/** The body that waits until somebody is allowed to read it. */
export interface Incoming {
  /** Reads the whole body. Throws `Problem` `body-too-large` beyond `limit` bytes. Called once. */
  readonly readBody: (limit: number) => Promise<Body>
}

/** A request whose head has come. */
export interface Arrived {
  readonly head: Head
  readonly incoming: Incoming
  /** What the entrance itself cannot let in, such as an upgrade: answered once the request is on record. */
  readonly refused: Problem | undefined
}

/** Its page of origin, if it has one, was looked at. */
export type Opened = Arrived & Passed<'origin'>

/** On record: everything that happens from now on is written down, and it ends exactly once. */
export interface Observed extends Opened {
  readonly trace: ExchangeTrace
}

/** The live view hears of it. */
export interface Announced extends Observed {
  /** Tells that the request is under way, the first time it is called: with the attempt that is about to be made, if there is one. */
  readonly announce: (attempt?: AttemptTrace) => void
}

/** Nobody has refused it at the entrance. */
export interface Admissible extends Announced {
  readonly refused: undefined
}

/** It is not for CLP itself to answer. */
export type Proxied = Admissible & Passed<'local'>

/** Who may ask: a token's name, or nobody in particular while access is off. */
export interface Client {
  readonly token: string | undefined
}

export interface Identified extends Proxied {
  readonly client: Client
}

/** The endpoint rules let its head in. */
export type Admitted = Identified & Passed<'admit'>

/** What budgets say of a request. */
export interface Spending {
  readonly allowance: Allowance
  /** Where it goes because a budget is used up: another upstream, another model, or both. */
  readonly instead: Instead
}

export interface Instead {
  readonly upstream?: string
  readonly model?: string
  /** The budget that sends it there. */
  readonly over?: Over
}

/** No budget for which head and token are enough refuses it. */
export interface Affordable extends Admitted {
  /** Undefined where no budget has to do with it. */
  readonly spending: Spending | undefined
}

/** A request with its body. */
export interface Received {
  readonly head: Head
  readonly trace: ExchangeTrace
  readonly announce: Announced['announce']
  readonly client: Client
  readonly spending: Spending | undefined
  readonly body: Body
}

/** No secret is left in it, as far as it is masked. */
export type MaskedRequest = Received & Passed<'mask'>

export interface Understood extends Received {
  readonly asked: Asked
}

/** The upstream that must answer, and whether others may when it fails. */
export interface Pinned {
  readonly upstream: string
  readonly fallback: boolean
}

export interface Routed extends Understood {
  readonly pinned: Pinned | undefined
}

/** No budget about its model refuses it; where one sends it elsewhere, `pinned` and `spending` say so. */
export type Budgeted = Routed & Passed<'affordModel'>

/** Header and body filters have done their work. */
export type Filtered = Budgeted & Passed<'rewrite'>

/** What the client gets of the answer is watched. */
export type Metered = Filtered & Passed<'meter'>

/** Its answer tells the client of budgets. */
export type Limited = Metered & Passed<'tellLimits'>

/** One attempt: the request and the upstream it goes to. */
export interface Attempt {
  readonly request: Limited
  readonly upstream: Upstream
  /** Model that a budget has it ask for in place of the one that the client named. */
  readonly instead?: string
  /** What happens to this attempt and to no other. */
  readonly trace: AttemptTrace
}

/** What one upstream is asked: the model it is to use, and the request in which it stands. */
export interface Outgoing {
  readonly attempt: Attempt
  /** Model as it is sent. */
  readonly model: string | undefined
  readonly path: string
  readonly body: Body
}

/** What an upstream of another protocol is asked in place of what the client asked. */
export interface ForeignRequest {
  readonly method: 'GET' | 'POST'
  /** Below the base address of the upstream; begins with `/`, query included. */
  readonly target: string
  /** Flat name, value pairs, built from nothing; host, length and credential come later. */
  readonly headers: RawHeaders
}

/** In the protocol of its upstream. */
export type Translated = Outgoing & Passed<'translate'> & { readonly foreign?: ForeignRequest }

/** Tokens of its answer are counted. */
export type Counted = Translated & Passed<'count'>

/** Ready for the wire. */
export interface Addressed {
  readonly outgoing: Counted
  readonly method: string
  readonly url: URL
  /** Scheme and authority of `url`, which is slow to tell. */
  readonly origin: string
  /** Request target as it goes on the wire: path and query, raw. */
  readonly target: string
  /** Flat name, value pairs, `host` and credential included, hop-by-hop removed. */
  readonly headers: RawHeaders
}

declare const passed: unique symbol

/**
 * The mark of a stage that adds no fact but must not be left out: it watches, checks or edits. It exists for the compiler only
 * (`markPassed` returns the very object), and the next stage asks for it.
 */
export interface Passed<Stage extends string> {
  readonly [passed]: { readonly [Key in Stage]: true }
}

/** The same request, marked as having passed a stage. */
export const markPassed = <Stage extends string, Shape extends object>(
  _stage: Stage,
  request: Shape,
): Shape & Passed<Stage> => request as Shape & Passed<Stage>

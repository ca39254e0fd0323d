/**
 * What a filter is: a document of rules, what they do to a request, and what is told about them. It carries all of itself, so that status,
 * lists and dry runs need to know no filter by name. Filters fail closed: one that throws refuses the request.
 */
import type { Body } from '../../codec/bytes/body.ts'
import type { Pipe } from '../../codec/bytes/pipe.ts'
import type { FilterStep, FilterTryAnswer } from '../../contract/api/documents.ts'
import type { Clock } from '../../contract/clock.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { FilterRuleReason } from '../../contract/reason/filter-reasons.ts'
import type { FilterId } from '../../contract/settings.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import type { Document } from '../../store/config/document.ts'
import type { Budgeted, Identified } from '../exchange/exchange.ts'

// `compile` and its kin are methods, so that a shelf can list filters of different settings: each is only given what its own document holds.

interface Part<Stage, Settings> {
  /** As changes, refusals, drafts and the log name it. */
  readonly id: FilterId
  readonly stage: Stage
  /** The rules; while they were never readable, requests are refused. */
  readonly document: Document<Settings>
  /** The rules in the order of the document. */
  rules(settings: Settings): readonly RuleView[]
  /** What each rule would do to a request; a promise where it takes long. Throws `PatternError` when a rule of a draft cannot be run. */
  explain(settings: Settings, request: TriedRequest, clock: Clock): Explanation | Promise<Explanation>
}

/** A rule as a list shows it. */
export interface RuleView {
  /** Its id or position, as a person would look for it. */
  readonly rule: string
  /** Whether it is switched on, and its filter too. */
  readonly on: boolean
  readonly what: FilterRuleReason
}

/** A request that was made up, to see what the filters would do to it. */
export interface TriedRequest {
  readonly service: string
  readonly method: string
  /** Raw; may hold a query. */
  readonly path: string
  readonly headers: RawHeaders
  readonly body: Body
  /** The protocol of its service: it says what rules must leave alone, and with which status one refuses. */
  readonly protocol: Pick<Protocol, 'apart' | 'texts'> & { readonly errors: Pick<Protocol['errors'], 'statusOf'> }
}

export interface Explanation {
  readonly steps: readonly FilterStep[]
  /** Set when the filter refuses the request. */
  readonly blocked?: NonNullable<FilterTryAnswer['blocked']>
  /** As the next filter sees it. */
  readonly request: TriedRequest
}

/** Decides on the head of a request whether it may come in. */
export interface AdmitFilter<Settings extends object = object> extends Part<'admit', Settings> {
  /** Called once per version of the rules. The result returns when the request may pass and throws `Problem` when not. */
  compile(settings: Settings): (input: Identified) => void
}

/** What a filter makes of a request. */
export interface Rewritten {
  /** As it goes on; the same object when nothing changed. */
  readonly request: Budgeted
  /** What the plain bytes of the answer pass on their way to the client, for a filter that works both ways. */
  readonly reply?: Pipe
}

/** Rules made ready to change requests. */
export interface Rewriter {
  /** Set where these rules can act on nothing: then no request is shown to them. */
  readonly idle?: boolean
  /** Whether the bytes of this request's body must be readable: it is decoded first. */
  readonly reads: (input: Budgeted) => boolean
  /**
   * Throws `Problem` to refuse. Changes stand on the trace. A promise where it takes long: then others have their turn meanwhile.
   */
  readonly apply: (input: Budgeted) => Rewritten | Promise<Rewritten>
}

export interface RewriteFilter<Settings extends object = object> extends Part<'rewrite', Settings> {
  /** Called once per version of the rules. */
  compile(settings: Settings, clock: Clock): Rewriter
}

/** Takes secrets out of requests and puts them back into answers; its own stage runs it. */
export type MaskFilter<Settings extends object = object> = Part<'mask', Settings>

export type Filter = AdmitFilter | MaskFilter | RewriteFilter

/** What a filter is: a document of rules, and what they do to a request. Filters fail closed: one that throws refuses the request. */
import type { Clock } from '../../contract/clock.ts'
import type { Document } from '../../store/document.ts'
import type { Arrived, Inbound } from '../exchange.ts'

export type FilterId = 'endpoint' | 'header' | 'body'

interface Part<Id extends FilterId, Stage, Settings> {
  readonly id: Id
  readonly stage: Stage
  /** The rules; while they were never readable, requests are refused. */
  readonly document: Document<Settings>
}

/** Decides on the head of a request whether it may come in. */
export interface AdmitFilter<Id extends FilterId = FilterId, Settings = unknown> extends Part<Id, 'admit', Settings> {
  /** Called once per version of the rules. The result returns when the request may pass and throws `Problem` when not. */
  readonly compile: (settings: Settings) => (input: Arrived) => void
}

/** Rules made ready to change requests. */
export interface Rewriter {
  /** Whether the bytes of this request's body must be readable: it is decoded first. */
  readonly reads: (input: Inbound) => boolean
  /** The request as it goes on; the same object when nothing changed. Throws `Problem` to refuse. Changes stand on the trace. */
  readonly apply: (input: Inbound) => Inbound
}

export interface RewriteFilter<Id extends FilterId = FilterId, Settings = unknown>
  extends Part<Id, 'rewrite', Settings> {
  /** Called once per version of the rules. */
  readonly compile: (settings: Settings, clock: Clock) => Rewriter
}

/** What a filter is: a document of rules, and what they do to a request. Filters fail closed: one that throws refuses the request. */
import type { Clock } from '../../contract/clock.ts'
import type { Document } from '../../store/config/document.ts'
import type { Identified, Routed } from '../exchange/exchange.ts'

interface Part<Stage, Settings> {
  /** As changes, refusals and the log name it. */
  readonly id: string
  readonly stage: Stage
  /** The rules; while they were never readable, requests are refused. */
  readonly document: Document<Settings>
}

// `compile` is a method, so that a shelf can list filters of different settings: each is only given what its own document holds.

/** Decides on the head of a request whether it may come in. */
export interface AdmitFilter<Settings extends object = object> extends Part<'admit', Settings> {
  /** Called once per version of the rules. The result returns when the request may pass and throws `Problem` when not. */
  compile(settings: Settings): (input: Identified) => void
}

/** Rules made ready to change requests. */
export interface Rewriter {
  /** Whether the bytes of this request's body must be readable: it is decoded first. */
  readonly reads: (input: Routed) => boolean
  /**
   * The request as it goes on; the same object when nothing changed. Throws `Problem` to refuse. Changes stand on the trace. A promise
   * where it takes long: then others have their turn meanwhile.
   */
  readonly apply: (input: Routed) => Routed | Promise<Routed>
}

export interface RewriteFilter<Settings extends object = object> extends Part<'rewrite', Settings> {
  /** Called once per version of the rules. */
  compile(settings: Settings, clock: Clock): Rewriter
}

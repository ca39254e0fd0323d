/** An answer as it comes, in one form for all protocols: readers make these events from bytes, writers make bytes from them. */
import type { RawJson } from '../../codec/json/exact-json.ts'
import type { Ending, TokenCounts } from './finish.ts'
import type { LossCode } from './loss.ts'
import type { CallKind, Carried, Citation } from './part.ts'
import type { UpstreamProblem } from './problem.ts'

/**
 * `call` comes once per call, with its name; its arguments follow in pieces, between those of other calls perhaps. `index` tells
 * calls apart. `callDone`: no more of the arguments comes; `isComplete`: the upstream says that none were cut off. `reasoningNext`: the next summary of the same reasoning. `reasoningSeal` ends a piece of reasoning and holds what
 * its maker wants back. `citation`: a source of the text before it. `end` and `error` are the last.
 */
export type AnswerEvent =
  | { readonly type: 'begin' }
  | { readonly type: 'keepalive' }
  | { readonly type: 'text'; readonly delta: string }
  | { readonly type: 'refusal'; readonly delta: string }
  | { readonly type: 'reasoning'; readonly delta: string }
  | { readonly type: 'reasoningNext' }
  | { readonly type: 'reasoningSeal'; readonly carried: Carried }
  | {
      readonly type: 'call'
      readonly index: number
      readonly id?: string | undefined
      readonly name: string
      readonly kind: CallKind
      readonly namespace?: string | undefined
    }
  | { readonly type: 'callArgs'; readonly index: number; readonly delta: string }
  | { readonly type: 'callDone'; readonly index: number; readonly isComplete?: boolean }
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'usage'; readonly tokens: TokenCounts; readonly raw: RawJson }
  | { readonly type: 'loss'; readonly what: LossCode; readonly where: string }
  | ({ readonly type: 'end' } & Ending)
  | { readonly type: 'error'; readonly problem: UpstreamProblem }

export type EmitEvent = (event: AnswerEvent) => void

/** Takes an answer part by part, one after the other: what the writers of every protocol implement. */

import type { RawJson } from '../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { Finish } from './finish.ts'
import type { CallKind, Carried, Citation } from './part.ts'
import type { UpstreamProblem } from './problem.ts'

/** A call as the client is to see it: its own id and its own name of the tool. */
export interface AnswerCall {
  readonly id: string
  readonly name: string
  readonly namespace?: string | undefined
  readonly kind: CallKind
}

/** What the maker of some reasoning wants back, and the same as a client can carry it. */
export interface Seal {
  readonly carrier: string
  readonly carried: Carried
}

/**
 * `begin` comes first. Parts follow, never one inside another. `end` or `fail` is the last; before `fail` a part may be left open.
 * Arguments of a `custom` call are its bare input, those of any other call JSON. `callEnd` says whether they are whole.
 */
export interface AnswerSink {
  readonly begin: () => void
  readonly keepalive: () => void
  readonly textStart: (kind: 'text' | 'refusal') => void
  readonly text: (delta: string) => void
  readonly textEnd: () => void
  /** A source of the text that is open, as far as it has come. */
  readonly citation: (citation: Citation) => void
  readonly reasoningStart: () => void
  readonly reasoning: (delta: string) => void
  /** The next paragraph of the same reasoning. */
  readonly reasoningNext: () => void
  readonly reasoningEnd: (seal: Seal | undefined) => void
  readonly callStart: (call: AnswerCall) => void
  readonly callArgs: (delta: string) => void
  readonly callEnd: (isWhole: boolean) => void
  readonly end: (finish: Finish) => void
  readonly fail: (problem: UpstreamProblem) => void
}

/** What a writer of answers has to know of the request. */
export interface AnswerContext {
  /** The model by the name the client asked for. */
  readonly model: string
  /** The protocol of the upstream, and the model it was asked for. */
  readonly upstream: { readonly protocol: ProtocolId; readonly model: string }
  /** Unix time in seconds. */
  readonly created: number
  /** About how many tokens the request has, for clients that are told at the beginning, when no upstream has counted yet. */
  readonly estimatedInput: () => number
  /** A new id that begins with the prefix; `digits` hexadecimal digits follow. */
  readonly mint: (prefix: string, digits?: number) => string
  /** Chat clients that asked for token counts at the end of the stream. */
  readonly wantsUsage: boolean
  /** The answer is a summary that replaces the conversation. */
  readonly compacts: boolean
  /** Gemini streams without `alt=sse`: one JSON array. */
  readonly asArray: boolean
  /** What Responses repeats of the request. */
  readonly asked: AskedFields
}

export interface AskedFields {
  readonly tools?: RawJson | undefined
  readonly toolChoice?: RawJson | undefined
  readonly parallelTools?: boolean | undefined
  readonly temperature?: number | undefined
  readonly topP?: number | undefined
}

/** Opens a writer of a stream; what it says goes out through `emit`. */
export type OpenWriter = (context: AnswerContext, emit: (text: string) => void) => AnswerSink

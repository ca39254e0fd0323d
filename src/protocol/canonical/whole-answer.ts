/** An answer that is there as a whole. */
import type { AnswerCall, AnswerContext, Seal } from './answer-sink.ts'
import type { Finish } from './finish.ts'
import type { Citation } from './part.ts'

/** `at`: characters of the text before it. */
export interface PlacedCitation extends Citation {
  readonly at: number
}

export type AnswerPart =
  | { readonly type: 'text' | 'refusal'; readonly text: string; readonly citations: readonly PlacedCitation[] }
  | { readonly type: 'reasoning'; readonly paragraphs: readonly string[]; readonly seal: Seal | undefined }
  | { readonly type: 'call'; readonly call: AnswerCall; readonly args: string }

export interface WholeAnswer {
  /** In the order they came. */
  readonly parts: readonly AnswerPart[]
  readonly finish: Finish
}

/** The JSON value a client is answered with. */
export type AnswerWriter = (answer: WholeAnswer, context: AnswerContext) => unknown

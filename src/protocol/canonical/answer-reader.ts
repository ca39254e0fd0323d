/** What readers of answers give: events of one stream as they come, or those of a whole answer at once. */
import type { JsonDocument } from '../../codec/json/exact-json.ts'
import type { EmitEvent } from './answer-event.ts'

/** Reads one stream. */
export interface AnswerReader {
  /** The data of one event. */
  readonly event: (data: string) => void
  /** No more events come, for a good reason or a bad one; emits `end` or `error` if nothing has yet. */
  readonly end: () => void
}

export type OpenReader = (emit: EmitEvent) => AnswerReader

/** Reads a whole answer, `end` or `error` included. */
export type ReadAnswer = (document: JsonDocument, emit: EmitEvent) => void

/** An answer that is a summary of the conversation: exactly one item, which comes back as text. */

import { RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import type { AnswerContext, AnswerSink } from '../../canonical/answer-sink.ts'
import { packCarrier } from '../../canonical/carrier.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import type { ResponseEvents } from './response-events.ts'
import { compactionItem, statusOf } from './write-output.ts'

export class CompactionWriter implements AnswerSink {
  readonly #context: AnswerContext
  readonly #events: ResponseEvents
  #summary = ''

  constructor(context: AnswerContext, events: ResponseEvents) {
    this.#context = context
    this.#events = events
  }

  begin = (): void => this.#events.begin()
  keepalive = (): void => this.#events.keepalive()
  textStart = (): void => undefined
  textEnd = (): void => undefined
  citation = (): void => undefined
  reasoningStart = (): void => undefined
  reasoning = (): void => undefined
  reasoningNext = (): void => undefined
  reasoningEnd = (): void => undefined
  callStart = (): void => undefined
  callArgs = (): void => undefined
  callEnd = (): void => undefined

  text = (delta: string): void => {
    this.#summary += delta
  }

  /** A summary that was cut off must not replace the conversation. */
  end = (finish: Finish): void => {
    if (statusOf(finish) === 'completed' && this.#summary.trim() !== '') {
      const item = summaryItem(this.#summary, this.#context)
      this.#events.added(item)
      this.#events.done(item)
    }
    this.#events.end(finish)
  }

  fail = (problem: UpstreamProblem): void => this.#events.fail(problem)
}

export const summaryItem = (text: string, { mint, upstream }: AnswerContext): Fields => {
  const item = new RawJson(writeJson({ text }))
  return compactionItem(mint('cmp_'), packCarrier({ protocol: 'summary', item }, upstream.model))
}

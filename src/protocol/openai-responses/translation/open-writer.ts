/**
 * A stream in OpenAI Responses: items one after the other, each added, grown and done; the SDK and Codex insist on every event, on
 * one id throughout and on places without gaps: https://platform.openai.com/docs/api-reference/responses-streaming
 */

import type { AnswerCall, AnswerContext, AnswerSink, OpenWriter, Seal } from '../../canonical/answer-sink.ts'
import { carrierOf } from '../../canonical/carrier-of.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { Citation } from '../../canonical/part.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import { CompactionWriter } from './compaction-writer.ts'
import { ResponseEvents } from './response-events.ts'
import { annotation, callItem, callItemId, messageItem, reasoningItem, textContent } from './write-output.ts'

export const openResponsesWriter: OpenWriter = (context, emit) => {
  const events = new ResponseEvents(context, emit)
  return context.compacts ? new CompactionWriter(context, events) : new ResponsesWriter(context, events)
}

class ResponsesWriter implements AnswerSink {
  readonly #context: AnswerContext
  readonly #mint: AnswerContext['mint']
  readonly #events: ResponseEvents
  #kind: 'text' | 'refusal' = 'text'
  #id = ''
  #texts: string[] = []
  /** Characters of the text that is open, and what it cites. */
  #length = 0
  #annotations: Fields[] = []
  #paragraphs: string[] = []
  #call: AnswerCall | undefined

  constructor(context: AnswerContext, events: ResponseEvents) {
    this.#context = context
    this.#mint = context.mint
    this.#events = events
  }

  begin = (): void => this.#events.begin()
  keepalive = (): void => this.#events.keepalive()

  textStart = (kind: 'text' | 'refusal'): void => {
    this.#kind = kind
    this.#texts = []
    this.#length = 0
    this.#annotations = []
    this.#id = this.#mint('msg_')
    this.#events.added(messageItem(this.#id, [], 'in_progress'))
    this.#say('content_part.added', { content_index: 0, part: textContent(kind, '') })
  }

  text = (delta: string): void => {
    this.#texts.push(delta)
    this.#length += delta.length
    if (this.#kind === 'refusal') this.#say('refusal.delta', { content_index: 0, delta })
    else this.#say('output_text.delta', { content_index: 0, delta, logprobs: [] })
  }

  citation = (citation: Citation): void => {
    const cited = annotation({ ...citation, at: this.#length })
    const place = { content_index: 0, annotation_index: this.#annotations.length }
    this.#say('output_text.annotation.added', { ...place, annotation: cited })
    this.#annotations.push(cited)
  }

  textEnd = (): void => {
    const text = this.#texts.join('')
    const part = textContent(this.#kind, text, this.#annotations)
    if (this.#kind === 'refusal') this.#say('refusal.done', { content_index: 0, refusal: text })
    else this.#say('output_text.done', { content_index: 0, text, logprobs: [] })
    this.#say('content_part.done', { content_index: 0, part })
    this.#events.done(messageItem(this.#id, [part], 'completed'))
  }

  reasoningStart = (): void => {
    this.#texts = []
    this.#paragraphs = []
    this.#id = this.#mint('rs_')
    this.#events.added(reasoningItem(this.#id, [], undefined))
  }

  reasoning = (delta: string): void => {
    const summary_index = this.#paragraphs.length
    if (this.#texts.length === 0) this.#say('reasoning_summary_part.added', { summary_index, part: summaryPart('') })
    this.#texts.push(delta)
    this.#say('reasoning_summary_text.delta', { summary_index, delta })
  }

  /** Ends a paragraph that has said something. */
  reasoningNext = (): void => {
    if (this.#texts.length === 0) return
    const summary_index = this.#paragraphs.length
    const text = this.#texts.join('')
    this.#texts = []
    this.#paragraphs.push(text)
    this.#say('reasoning_summary_text.done', { summary_index, text })
    this.#say('reasoning_summary_part.done', { summary_index, part: summaryPart(text) })
  }

  reasoningEnd = (seal: Seal | undefined): void => {
    this.reasoningNext()
    this.#events.done(reasoningItem(this.#id, this.#paragraphs, carrierOf(seal, this.#context)))
  }

  callStart = (call: AnswerCall): void => {
    this.#call = call
    this.#texts = []
    this.#id = callItemId(call, this.#mint)
    this.#events.added(callItem(this.#id, call, '', 'in_progress'))
  }

  callArgs = (delta: string): void => {
    this.#texts.push(delta)
    const event = this.#argumentsEvent()
    if (event !== undefined) this.#say(`${event}.delta`, { delta })
  }

  /** A call that was cut off is never done: Codex would run it. */
  callEnd = (isWhole: boolean): void => {
    if (this.#call === undefined || !isWhole) return
    const args = this.#texts.join('')
    const event = this.#argumentsEvent()
    if (event !== undefined)
      this.#say(`${event}.done`, this.#call.kind === 'custom' ? { input: args } : { arguments: args })
    this.#events.done(callItem(this.#id, this.#call, args, 'completed'))
  }

  end = (finish: Finish): void => this.#events.end(finish)
  fail = (problem: UpstreamProblem): void => this.#events.fail(problem)

  /** Tools whose arguments come in pieces; those of the others stand in the item alone. */
  #argumentsEvent(): string | undefined {
    if (this.#call?.kind === 'custom') return 'custom_tool_call_input'
    return this.#call?.kind === 'function' ? 'function_call_arguments' : undefined
  }

  #say(type: string, members: Fields): void {
    this.#events.ofItem(type, this.#id, members)
  }
}

const summaryPart = (text: string): Fields => ({ type: 'summary_text', text })

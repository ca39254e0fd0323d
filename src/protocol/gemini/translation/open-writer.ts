/**
 * A stream in Gemini's form: every event a whole response, calls only when they are complete, the last with the end and the counts.
 * Without `alt=sse` it is one JSON array: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */

import { writeJson } from '../../../codec/json/exact-json.ts'
import type { AnswerCall, AnswerContext, AnswerSink, OpenWriter, Seal } from '../../canonical/answer-sink.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { Citation } from '../../canonical/part.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import { callPart, grounding, response, signatureOf, signed } from './write-parts.ts'
import { errorObject } from './write-problem.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const openGeminiWriter: OpenWriter = (context, emit) => new GeminiWriter(context, emit)

class GeminiWriter implements AnswerSink {
  readonly #context: AnswerContext
  readonly #emit: (text: string) => void
  readonly #id: string
  #isFirst = true
  #signature: string | undefined
  #call: AnswerCall | undefined
  #args: string[] = []
  readonly #citations: Citation[] = []

  constructor(context: AnswerContext, emit: (text: string) => void) {
    this.#context = context
    this.#emit = emit
    this.#id = context.mint('')
  }

  begin = (): void => undefined
  keepalive = (): void => this.#emit(this.#context.asArray ? '\n' : ': keepalive\r\n\r\n')
  textStart = (): void => undefined
  text = (text: string): void => this.#part({ text })
  textEnd = (): void => undefined

  citation = (citation: Citation): void => {
    this.#citations.push(citation)
  }

  /** A signature that is still to be given stands on a part of its own. */
  reasoningStart = (): void => this.#giveSignature()
  reasoning = (text: string): void => this.#say([{ text, thought: true }])
  reasoningNext = (): void => this.reasoning('\n\n')

  reasoningEnd = (seal: Seal | undefined): void => {
    this.#signature = signatureOf(seal)
  }

  callStart = (call: AnswerCall): void => {
    this.#call = call
    this.#args = []
  }

  callArgs = (delta: string): void => {
    this.#args.push(delta)
  }

  callEnd = (isWhole: boolean): void => {
    if (this.#call !== undefined && isWhole) this.#part(callPart(this.#call, this.#args.join('')))
  }

  /** The last chunk says nothing, but has a part: the SDK takes an answer for invalid when a chunk of it has none. */
  end = (finish: Finish): void => {
    const parts = [signed({ text: '' }, this.#signature)]
    const extras = { usageMetadata: writeUsage(finish) }
    this.#event(response(parts, this.#id, this.#context, writeStop(finish), extras, grounding(this.#citations)))
    if (this.#context.asArray) this.#emit(']')
  }

  fail = (problem: UpstreamProblem): void => {
    this.#event({ error: errorObject(problem) })
    if (this.#context.asArray) this.#emit(']')
  }

  #giveSignature(): void {
    if (this.#signature !== undefined) this.#part({ text: '' })
  }

  #part(part: Fields): void {
    const signature = this.#signature
    this.#signature = undefined
    this.#say([signed(part, signature)])
  }

  #say(parts: readonly Fields[]): void {
    this.#event(response(parts, this.#id, this.#context, undefined, {}))
  }

  #event(value: Fields): void {
    const text = writeJson(value)
    if (this.#context.asArray) this.#emit(`${this.#isFirst ? '[' : ',\r\n'}${text}`)
    else this.#emit(`data: ${text}\r\n\r\n`)
    this.#isFirst = false
  }
}

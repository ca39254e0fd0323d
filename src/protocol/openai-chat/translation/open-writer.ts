/** A stream in Chat Completions: https://platform.openai.com/docs/api-reference/chat-streaming */

import type { AnswerCall, AnswerContext, AnswerSink, OpenWriter, Seal } from '../../canonical/answer-sink.ts'
import { EMPTY_CARRIER, packCarrier } from '../../canonical/carrier.ts'
import type { Fields } from '../../canonical/fields.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { Citation } from '../../canonical/part.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import { COMMENT_EVENT, dataEvent } from '../../canonical/sse-text.ts'
import { writeTier } from '../../openai/service-tier.ts'
import { annotation, callHead, encryptedDetail, geminiSignature } from './write-call.ts'
import { errorObject } from './write-problem.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const openChatWriter: OpenWriter = (context, emit) => new ChatWriter(context, emit)

class ChatWriter implements AnswerSink {
  readonly #emit: (text: string) => void
  readonly #wantsUsage: boolean
  readonly #head: Fields
  readonly #upstreamModel: string
  #kind: 'text' | 'refusal' = 'text'
  /** Characters of text so far. */
  #length = 0
  #calls = 0
  #isCustom = false
  #details = 0
  /** Whether the reasoning at hand has been shown. */
  #isShown = false
  /** A seal whose place may be the call that follows. */
  #seal: Seal | undefined

  constructor(context: AnswerContext, emit: (text: string) => void) {
    const { mint, created, model, wantsUsage, upstream } = context
    this.#upstreamModel = upstream.model
    this.#emit = emit
    this.#wantsUsage = wantsUsage
    this.#head = { id: mint('chatcmpl-'), object: 'chat.completion.chunk', created, model }
  }

  begin = (): void => this.#delta({ role: 'assistant', content: '' })
  keepalive = (): void => this.#emit(COMMENT_EVENT)

  textStart = (kind: 'text' | 'refusal'): void => {
    this.#giveSeal()
    this.#kind = kind
  }

  text = (delta: string): void => {
    if (this.#kind === 'text') this.#length += delta.length
    this.#delta(this.#kind === 'text' ? { content: delta } : { refusal: delta })
  }

  citation = (citation: Citation): void => this.#delta({ annotations: [annotation({ ...citation, at: this.#length })] })
  textEnd = (): void => undefined

  reasoningStart = (): void => {
    this.#giveSeal()
    this.#isShown = false
  }

  reasoning = (delta: string): void => {
    this.#isShown = true
    this.#delta({ reasoning_content: delta })
  }

  reasoningNext = (): void => this.reasoning('\n\n')

  reasoningEnd = (seal: Seal | undefined): void => {
    if (geminiSignature(seal) === undefined) this.#detail(seal?.carrier)
    else this.#seal = seal
  }

  callStart = (call: AnswerCall): void => {
    const signature = geminiSignature(this.#seal)
    if (signature !== undefined) this.#detail(undefined)
    this.#seal = undefined
    this.#isCustom = call.kind === 'custom'
    this.#delta({ tool_calls: [{ index: this.#calls, ...callHead(call, signature) }] })
  }

  callArgs = (delta: string): void => {
    const piece = this.#isCustom ? { custom: { input: delta } } : { function: { arguments: delta } }
    this.#delta({ tool_calls: [{ index: this.#calls, ...piece }] })
  }

  callEnd = (): void => {
    this.#calls += 1
  }

  end = (finish: Finish): void => {
    this.#giveSeal()
    this.#choice({}, writeStop(finish), { service_tier: writeTier(finish.tier) })
    if (this.#wantsUsage) this.#emit(dataEvent({ ...this.#head, choices: [], usage: writeUsage(finish) }))
    this.#emit('data: [DONE]\n\n')
  }

  fail = (problem: UpstreamProblem): void => this.#emit(dataEvent({ error: errorObject(problem) }))

  #giveSeal(): void {
    if (this.#seal !== undefined) this.#detail(this.#seal.carrier)
    this.#seal = undefined
  }

  /** Reasoning that was shown is marked in any case, or it would come back as that of a server of this protocol. */
  #detail(carrier: string | undefined): void {
    const data = carrier ?? (this.#isShown ? packCarrier(EMPTY_CARRIER, this.#upstreamModel) : undefined)
    this.#isShown = false
    if (data === undefined) return
    this.#delta({ reasoning_details: [encryptedDetail(data, this.#details)] })
    this.#details += 1
  }

  #delta(delta: Fields): void {
    this.#choice(delta, null)
  }

  #choice(delta: Fields, finish: string | null, extras: Fields = {}): void {
    this.#emit(dataEvent({ ...this.#head, ...extras, choices: [{ index: 0, delta, finish_reason: finish }] }))
  }
}

/** A stream in Chat Completions: https://platform.openai.com/docs/api-reference/chat-streaming */
import type { AnswerCall, AnswerContext, AnswerSink, OpenWriter, Seal } from '../../canonical/answer-sink.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import { COMMENT_EVENT, dataEvent } from '../../canonical/sse-text.ts'
import { callHead, encryptedDetail, geminiSignature } from './write-call.ts'
import { errorObject } from './write-problem.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const openChatWriter: OpenWriter = (context, emit) => new ChatWriter(context, emit)

type Fields = Readonly<Record<string, unknown>>

class ChatWriter implements AnswerSink {
  readonly #emit: (text: string) => void
  readonly #wantsUsage: boolean
  readonly #head: Fields
  #kind: 'text' | 'refusal' = 'text'
  #calls = 0
  #isCustom = false
  #details = 0
  /** A seal whose place may be the call that follows. */
  #seal: Seal | undefined

  constructor({ mint, created, model, wantsUsage }: AnswerContext, emit: (text: string) => void) {
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

  text = (delta: string): void => this.#delta(this.#kind === 'text' ? { content: delta } : { refusal: delta })
  textEnd = (): void => undefined

  reasoningStart = (): void => this.#giveSeal()
  reasoning = (delta: string): void => this.#delta({ reasoning_content: delta })
  reasoningNext = (): void => this.reasoning('\n\n')

  reasoningEnd = (seal: Seal | undefined): void => {
    this.#seal = seal
    if (geminiSignature(seal) === undefined) this.#giveSeal()
  }

  callStart = (call: AnswerCall): void => {
    const signature = geminiSignature(this.#seal)
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
    this.#choice({}, writeStop(finish))
    if (this.#wantsUsage) this.#emit(dataEvent({ ...this.#head, choices: [], usage: writeUsage(finish) }))
    this.#emit('data: [DONE]\n\n')
  }

  fail = (problem: UpstreamProblem): void => this.#emit(dataEvent({ error: errorObject(problem) }))

  #giveSeal(): void {
    if (this.#seal !== undefined) this.#delta({ reasoning_details: [encryptedDetail(this.#seal, this.#details)] })
    if (this.#seal !== undefined) this.#details += 1
    this.#seal = undefined
  }

  #delta(delta: Fields): void {
    this.#choice(delta, null)
  }

  #choice(delta: Fields, finish: string | null): void {
    this.#emit(dataEvent({ ...this.#head, choices: [{ index: 0, delta, finish_reason: finish }] }))
  }
}

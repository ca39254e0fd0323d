/**
 * A stream in Anthropic Messages: blocks one after the other, each with start, deltas and stop. The SDK drops events without their
 * `event:` line: https://docs.anthropic.com/en/api/messages-streaming
 */
import { RawJson } from '../../../codec/json/exact-json.ts'
import type { AnswerCall, AnswerContext, AnswerSink, OpenWriter, Seal } from '../../canonical/answer-sink.ts'
import { carrierOf } from '../../canonical/carrier-of.ts'
import type { Finish } from '../../canonical/finish.ts'
import type { UpstreamProblem } from '../../canonical/problem.ts'
import { namedEvent } from '../../canonical/sse-text.ts'
import { errorObject } from './write-problem.ts'
import { writeStop, writeUsage } from './write-usage.ts'

export const openMessagesWriter: OpenWriter = (context, emit) => new MessagesWriter(context, emit)

class MessagesWriter implements AnswerSink {
  readonly #context: AnswerContext
  readonly #emit: (text: string) => void
  #index = -1

  constructor(context: AnswerContext, emit: (text: string) => void) {
    this.#context = context
    this.#emit = emit
  }

  begin = (): void => {
    const { model, mint, estimatedInput } = this.#context
    this.#say('message_start', {
      message: {
        id: mint('msg_'),
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        // Claude Code watches how full its context is; the last event brings the truth.
        usage: { input_tokens: estimatedInput(), output_tokens: 0 },
      },
    })
  }

  keepalive = (): void => this.#say('ping', {})

  textStart = (): void => this.#start({ type: 'text', text: '' })
  text = (text: string): void => this.#delta({ type: 'text_delta', text })
  textEnd = (): void => this.#stop()
  citation = (): void => undefined

  reasoningStart = (): void => this.#start({ type: 'thinking', thinking: '', signature: '' })
  reasoning = (thinking: string): void => this.#delta({ type: 'thinking_delta', thinking })
  reasoningNext = (): void => this.reasoning('\n\n')

  reasoningEnd = (seal: Seal | undefined): void => {
    this.#delta({ type: 'signature_delta', signature: carrierOf(seal, this.#context) })
    this.#stop()
  }

  callStart = ({ id, name }: AnswerCall): void => this.#start({ type: 'tool_use', id, name, input: new RawJson('{}') })
  callArgs = (delta: string): void => this.#delta({ type: 'input_json_delta', partial_json: delta })
  callEnd = (): void => this.#stop()

  end = (finish: Finish): void => {
    const delta = { stop_reason: writeStop(finish), stop_sequence: finish.stopSequence ?? null }
    // Clients keep what the last event leaves out: the estimate stays where the upstream never counted.
    const usage = finish.tokens === undefined ? { output_tokens: 0 } : writeUsage(finish)
    this.#say('message_delta', { delta, usage })
    this.#say('message_stop', {})
  }

  fail = (problem: UpstreamProblem): void => this.#say('error', { error: errorObject(problem) })

  #start(block: Readonly<Record<string, unknown>>): void {
    this.#index += 1
    this.#say('content_block_start', { index: this.#index, content_block: block })
  }

  #delta(delta: Readonly<Record<string, unknown>>): void {
    this.#say('content_block_delta', { index: this.#index, delta })
  }

  #stop(): void {
    this.#say('content_block_stop', { index: this.#index })
  }

  #say(type: string, members: Readonly<Record<string, unknown>>): void {
    this.#emit(namedEvent(type, members))
  }
}

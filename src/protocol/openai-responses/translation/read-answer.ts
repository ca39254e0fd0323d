/** Answers in OpenAI Responses, as a stream or whole: https://platform.openai.com/docs/api-reference/responses-streaming */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../../canonical/answer-event.ts'
import {
  type AnswerReading,
  type MakeReading,
  streamReader,
  wholeReader,
} from '../../canonical/answers/answer-reading.ts'
import type { AnswerUsage } from '../../canonical/answers/answer-usage.ts'
import { brokenOff, namelessCall, problemInside } from '../../canonical/answers/read-problem.ts'
import { isGiven, objectOf, textOf } from '../../canonical/fields.ts'
import type { Stop } from '../../canonical/finish.ts'
import { readTier } from '../../openai/service-tier.ts'
import { AnswerItems } from './answer-items.ts'

class ResponsesReading implements AnswerReading {
  readonly #emit: EmitEvent
  readonly #usage: AnswerUsage
  readonly #items: AnswerItems

  constructor(emit: EmitEvent, usage: AnswerUsage) {
    this.#emit = emit
    this.#usage = usage
    this.#items = new AnswerItems(emit)
  }

  event(value: JsonObject, document: JsonDocument): void {
    if (!this.#content(value, document)) this.#course(value, document)
  }

  whole(document: JsonDocument): void {
    const response = objectOf(document.value)
    if (response === undefined || isGiven(response['error']) || !Array.isArray(response['output'])) {
      this.#fail(document.value)
    } else if (response['status'] === 'failed' || response['status'] === 'cancelled') {
      this.#fail({ message: `The upstream's answer is ${response['status']}` })
    } else {
      this.#emit({ type: 'begin' })
      this.#finish(response, document, response['status'] === 'incomplete')
    }
  }

  end(): void {
    this.#emit({ type: 'error', problem: brokenOff() })
  }

  /** Events that say something; false for any other. */
  #content(value: JsonObject, document: JsonDocument): boolean {
    const delta = textOf(value['delta']) ?? ''
    switch (value['type']) {
      case 'response.output_item.added':
        this.#items.added(value)
        return true
      case 'response.output_item.done':
        this.#items.done(value, document)
        return true
      case 'response.output_text.delta':
        this.#items.text(value, 'text', delta)
        return true
      case 'response.output_text.done':
        this.#items.wholeText(value, 'text', textOf(value['text']) ?? '')
        return true
      case 'response.output_text.annotation.added':
        this.#items.annotation(value)
        return true
      case 'response.refusal.delta':
        this.#items.text(value, 'refusal', delta)
        return true
      case 'response.refusal.done':
        this.#items.wholeText(value, 'refusal', textOf(value['refusal']) ?? '')
        return true
      case 'response.reasoning_summary_text.delta':
        this.#items.reasoning(value, 'summary', delta)
        return true
      case 'response.reasoning_text.delta':
        this.#items.reasoning(value, 'raw', delta)
        return true
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#items.arguments(value, delta)
        return true
      case 'response.function_call_arguments.done':
      case 'response.custom_tool_call_input.done':
        this.#items.wholeArguments(value, textOf(value['arguments']) ?? textOf(value['input']) ?? '')
        return true
      default:
        return false
    }
  }

  /** Events that tell how the answer is coming along. */
  #course(value: JsonObject, document: JsonDocument): void {
    const response = objectOf(value['response']) ?? {}
    switch (value['type']) {
      case 'response.created':
        this.#emit({ type: 'begin' })
        break
      case 'response.completed':
      case 'response.incomplete':
        this.#finish(response, document, value['type'] === 'response.incomplete')
        break
      case 'response.failed':
      case 'response.cancelled':
      case 'error':
        this.#fail(value)
        break
      default:
        if (value['type'] === undefined && isGiven(value['error'])) this.#fail(value)
        else this.#emit({ type: 'keepalive' })
        break
    }
  }

  #fail(value: Json): void {
    this.#usage.add(objectOf(objectOf(objectOf(value)?.['response'])?.['usage']))
    this.#emit({ type: 'error', problem: problemInside(value) })
  }

  #finish(response: JsonObject, document: JsonDocument, isIncomplete: boolean): void {
    this.#items.output(response['output'], document)
    this.#usage.add(objectOf(response['usage']))
    if (this.#items.hasNamelessCall) this.#emit({ type: 'error', problem: namelessCall() })
    else {
      const tier = readTier(textOf(response['service_tier']))
      this.#emit({ type: 'end', stop: this.#stop(response, isIncomplete), tier })
    }
  }

  #stop(response: JsonObject, isIncomplete: boolean): Stop {
    if (!isIncomplete) return this.#items.hasRefused ? 'filter' : 'end'
    return objectOf(response['incomplete_details'])?.['reason'] === 'content_filter' ? 'filter' : 'length'
  }
}

const read: MakeReading = (emit, usage) => new ResponsesReading(emit, usage)

export const openResponsesReader = streamReader(read)
export const readResponsesAnswer = wholeReader(read)

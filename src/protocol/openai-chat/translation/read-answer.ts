/** Answers in Chat Completions, as a stream or whole, with all that servers make of them. */
import {
  type Json,
  type JsonDocument,
  type JsonObject,
  parseJson,
  RawJson,
  writeJson,
} from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../../canonical/answer-event.ts'
import type { OpenReader, ReadAnswer } from '../../canonical/answer-reader.ts'
import { brokenOff, problemInside } from '../../canonical/answers/read-problem.ts'
import { isGiven, listOf, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Stop } from '../../canonical/finish.ts'
import { CallSlots } from './call-slots.ts'
import { readUsage } from './read-usage.ts'

export const openChatReader: OpenReader = (emit) => {
  const reading = new ChatReading(emit)
  return { event: (data) => reading.event(data), end: () => reading.end() }
}

export const readChatAnswer: ReadAnswer = (document, emit) => new ChatReading(emit).whole(document)

const STOPS: ReadonlyMap<string, Stop> = new Map<string, Stop>([
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['tool_calls', 'tool'],
  ['function_call', 'tool'],
  ['content_filter', 'filter'],
  ['sensitive', 'filter'],
  ['refusal', 'filter'],
  ['model_context_window_exceeded', 'context'],
])

/** Finish reasons of OpenRouter, GLM and DeepSeek that are no finish. */
const FAILURES: ReadonlySet<string> = new Set(['error', 'network_error', 'insufficient_system_resource'])

/** Fields of reasoning; the first that says something decides, since many servers write the same in two. */
const REASONING = ['reasoning_content', 'reasoning', 'reasoning_details'] as const
type ReasoningField = (typeof REASONING)[number]

class ChatReading {
  readonly #emit: EmitEvent
  readonly #calls: CallSlots
  #finish: string | undefined
  #isDone = false
  #isOver = false
  #hasContent = false
  #refused = false
  #usage: JsonObject = {}
  #field: ReasoningField | undefined
  #reasoning = ''
  #details: RawJson[] = []

  constructor(emit: EmitEvent) {
    this.#emit = emit
    this.#calls = new CallSlots(emit)
  }

  event(data: string): void {
    if (this.#isOver) return
    if (data.trim() === '[DONE]') {
      this.#isDone = true
      return
    }
    const document = parsed(data)
    if (document !== undefined) this.#chunk(document, 'delta')
  }

  whole(document: JsonDocument): void {
    this.#chunk(document, 'message')
    if (!this.#isOver && objectOf(listOf(objectOf(document.value)?.['choices'])[0]) === undefined) {
      this.#fail(document.value)
      return
    }
    this.#isDone = true
    this.end()
  }

  end(): void {
    if (this.#isOver) return
    this.#seal()
    this.#isOver = true
    if (!this.#calls.finish()) {
      this.#emit({ type: 'error', problem: brokenOff('The upstream called a tool without naming it') })
    } else if (this.#finish !== undefined && FAILURES.has(this.#finish)) {
      this.#emit({ type: 'error', problem: brokenOff(`The upstream ended its answer with "${this.#finish}"`) })
    } else if (this.#finish === undefined && !(this.#isDone && this.#hasContent)) {
      this.#emit({ type: 'error', problem: brokenOff() })
    } else {
      this.#emit({ type: 'end', stop: this.#stop() })
    }
  }

  #stop(): Stop {
    const stop = STOPS.get(this.#finish ?? '') ?? 'end'
    return this.#refused && stop === 'end' ? 'filter' : stop
  }

  #fail(value: Json): void {
    this.#isOver = true
    this.#emit({ type: 'error', problem: problemInside(value) })
  }

  #chunk(document: JsonDocument, member: 'delta' | 'message'): void {
    const chunk = objectOf(document.value)
    if (chunk === undefined) return
    if (isGiven(chunk['error'])) {
      this.#fail(chunk)
      return
    }
    this.#count(objectOf(chunk['usage']))
    const choice = objectsOf(chunk['choices']).find(({ index }) => (numberOf(index) ?? 0) === 0)
    if (choice === undefined) return
    this.#count(objectOf(choice['usage']))
    this.#emit({ type: 'begin' })
    const delta = objectOf(choice[member]) ?? objectOf(choice['message'])
    if (delta !== undefined) this.#delta(delta, document)
    this.#finish = textOf(choice['finish_reason']) ?? this.#finish
  }

  #count(usage: JsonObject | undefined): void {
    if (usage === undefined) return
    const given = Object.entries(usage).filter(([, value]) => isGiven(value))
    this.#usage = { ...this.#usage, ...Object.fromEntries(given) }
    this.#emit({ type: 'usage', tokens: readUsage(this.#usage), raw: new RawJson(writeJson(this.#usage)) })
  }

  #delta(delta: JsonObject, document: JsonDocument): void {
    this.#reason(delta, document)
    this.#say('text', textIn(delta['content']))
    this.#say('refusal', textOf(delta['refusal']) ?? '')
    for (const call of objectsOf(delta['tool_calls'])) this.#call(call, document)
    const former = objectOf(delta['function_call'])
    if (former !== undefined) this.#call({ index: 0, function: former }, document)
  }

  #say(type: 'text' | 'refusal', delta: string): void {
    if (delta === '') return
    this.#seal()
    this.#hasContent = true
    if (type === 'refusal') this.#refused = true
    this.#emit({ type, delta })
  }

  #call(call: JsonObject, document: JsonDocument): void {
    this.#signature(call)
    this.#seal()
    this.#hasContent = true
    this.#calls.take(call, (value) => document.raw(value as Json))
  }

  /** The signature of a Gemini call behind a relay: https://ai.google.dev/gemini-api/docs/thought-signatures */
  #signature(call: JsonObject): void {
    const google = objectOf(objectOf(call['extra_content'])?.['google'])
    const signature = wordOf(google?.['thought_signature'])
    if (signature === undefined) return
    this.#seal()
    const item = new RawJson(writeJson({ extra_content: { google: { thought_signature: signature } } }))
    this.#emit({ type: 'reasoningSeal', carried: { protocol: 'chat', item } })
  }

  #reason(delta: JsonObject, document: JsonDocument): void {
    const details = objectsOf(delta['reasoning_details'])
    this.#details.push(...details.map((detail) => document.raw(detail)))
    const texts: Readonly<Record<ReasoningField, string>> = {
      reasoning_content: textOf(delta['reasoning_content']) ?? '',
      reasoning: textOf(delta['reasoning']) ?? '',
      reasoning_details: details.map(({ text, summary }) => textOf(text) ?? textOf(summary) ?? '').join(''),
    }
    this.#field ??= REASONING.find((name) => texts[name] !== '')
    const text = this.#field === undefined ? '' : texts[this.#field]
    if (text === '') return
    this.#hasContent = true
    this.#reasoning += text
    this.#emit({ type: 'reasoning', delta: text })
  }

  /** What comes next is no reasoning: what came is put together for the way back. */
  #seal(): void {
    if (this.#reasoning === '' && this.#details.length === 0) return
    const fields =
      this.#details.length > 0
        ? { reasoning_details: this.#details }
        : { [this.#field ?? 'reasoning_content']: this.#reasoning }
    this.#reasoning = ''
    this.#details = []
    this.#emit({ type: 'reasoningSeal', carried: { protocol: 'chat', item: new RawJson(writeJson(fields)) } })
  }
}

const parsed = (data: string): JsonDocument | undefined => {
  try {
    return parseJson(data)
  } catch {
    return undefined
  }
}

/** A text, or a list of parts with text. */
const textIn = (content: Json | undefined): string =>
  textOf(content) ??
  objectsOf(content)
    .map(({ text }) => textOf(text) ?? '')
    .join('')

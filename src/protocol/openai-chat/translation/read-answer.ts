/** Answers in Chat Completions, as a stream or whole, with all that servers make of them. */
import { type Json, type JsonDocument, type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../../canonical/answer-event.ts'
import {
  type AnswerReading,
  type MakeReading,
  streamReader,
  wholeReader,
} from '../../canonical/answers/answer-reading.ts'
import type { AnswerUsage } from '../../canonical/answers/answer-usage.ts'
import { Citations } from '../../canonical/answers/citations.ts'
import { brokenOff, namelessCall, problemInside } from '../../canonical/answers/read-problem.ts'
import { isGiven, listOf, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Stop } from '../../canonical/finish.ts'
import { readTier } from '../../openai/service-tier.ts'
import { CallSlots } from './call-slots.ts'

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

class ChatReading implements AnswerReading {
  readonly #emit: EmitEvent
  readonly #usage: AnswerUsage
  readonly #calls: CallSlots
  readonly #citations: Citations
  /** Perplexity's list of sources, which comes with every chunk. */
  #sources: readonly Json[] = []
  #finish: string | undefined
  #tier: string | undefined
  #isDone = false
  #hasContent = false
  #refused = false
  #field: ReasoningField | undefined
  #reasoning = ''
  #details: RawJson[] = []

  constructor(emit: EmitEvent, usage: AnswerUsage) {
    this.#emit = emit
    this.#usage = usage
    this.#calls = new CallSlots(emit)
    this.#citations = new Citations(emit)
  }

  event(chunk: JsonObject, document: JsonDocument): void {
    this.#chunk(chunk, document, 'delta')
  }

  /** Nothing of the answer comes behind it, and servers may keep the connection. */
  done(): void {
    this.#isDone = true
    this.end()
  }

  whole(document: JsonDocument): void {
    const answer = objectOf(document.value)
    if (objectOf(listOf(answer?.['choices'])[0]) === undefined || answer === undefined) {
      this.#fail(document.value)
      return
    }
    this.#chunk(answer, document, 'message')
    this.#isDone = true
    this.end()
  }

  end(): void {
    this.#seal()
    for (const source of this.#sources) this.#citations.take(source)
    if (!this.#calls.finish()) {
      this.#emit({ type: 'error', problem: namelessCall() })
    } else if (this.#finish !== undefined && FAILURES.has(this.#finish)) {
      this.#emit({ type: 'error', problem: brokenOff(`The upstream ended its answer with "${this.#finish}"`) })
    } else if (this.#finish === undefined && !(this.#isDone && this.#hasContent)) {
      this.#emit({ type: 'error', problem: brokenOff() })
    } else {
      this.#emit({ type: 'end', stop: this.#stop(), tier: readTier(this.#tier) })
    }
  }

  #stop(): Stop {
    const stop = STOPS.get(this.#finish ?? '') ?? 'end'
    return this.#refused && stop === 'end' ? 'filter' : stop
  }

  #fail(value: Json): void {
    this.#emit({ type: 'error', problem: problemInside(value) })
  }

  #chunk(chunk: JsonObject, document: JsonDocument, member: 'delta' | 'message'): void {
    if (isGiven(chunk['error'])) {
      this.#fail(chunk)
      return
    }
    this.#usage.add(objectOf(chunk['usage']))
    this.#tier = wordOf(chunk['service_tier']) ?? this.#tier
    const choice = objectsOf(chunk['choices']).find(({ index }) => (numberOf(index) ?? 0) === 0)
    if (choice === undefined) return
    this.#usage.add(objectOf(choice['usage']))
    this.#emit({ type: 'begin' })
    const delta = objectOf(choice[member]) ?? objectOf(choice['message'])
    if (delta !== undefined) this.#delta(delta, document)
    const sources = [...listOf(chunk['search_results']), ...listOf(chunk['citations'])]
    if (sources.length > 0) this.#sources = sources
    this.#finish = textOf(choice['finish_reason']) ?? this.#finish
  }

  #delta(delta: JsonObject, document: JsonDocument): void {
    this.#reason(delta, document)
    this.#say('text', textIn(delta['content']))
    this.#say('refusal', textOf(delta['refusal']) ?? '')
    for (const one of objectsOf(delta['annotations'])) this.#citations.take(one['url_citation'] ?? one)
    this.#tell(delta)
    for (const call of objectsOf(delta['tool_calls'])) this.#call(call, document)
    const former = objectOf(delta['function_call'])
    if (former !== undefined) this.#call({ index: 0, function: former }, document)
  }

  /** What some models answer with besides, and no other protocol here can say. */
  #tell(delta: JsonObject): void {
    for (const name of ['audio', 'images']) {
      if (isGiven(delta[name])) this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${name}` })
    }
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
    this.#think(thoughtIn(delta['content']))
    if (text === '') return
    this.#hasContent = true
    this.#reasoning += text
    this.#emit({ type: 'reasoning', delta: text })
  }

  /** Mistral thinks in parts of the content, which it does not want back. */
  #think(text: string): void {
    if (text === '') return
    this.#hasContent = true
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

const thoughtIn = (content: Json | undefined): string =>
  objectsOf(content)
    .map(({ thinking }) => textIn(thinking))
    .join('')

/** A text, or a list of parts with text. */
const textIn = (content: Json | undefined): string =>
  textOf(content) ??
  objectsOf(content)
    .map(({ text }) => textOf(text) ?? '')
    .join('')

const read: MakeReading = (emit, usage) => new ChatReading(emit, usage)

export const openChatReader = streamReader(read)
export const readChatAnswer = wholeReader(read)

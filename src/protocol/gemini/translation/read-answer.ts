/** Answers in Gemini's generateContent, as a stream, as a list of chunks, or whole: https://ai.google.dev/api/generate-content */
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
import { isGiven, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Stop } from '../../canonical/finish.ts'
import { member } from './members.ts'
import { readUsage } from './read-usage.ts'

export const openGeminiReader: OpenReader = (emit) => {
  const reading = new GeminiReading(emit)
  return { event: (data) => reading.event(data), end: () => reading.end() }
}

export const readGeminiAnswer: ReadAnswer = (document, emit) => {
  const reading = new GeminiReading(emit)
  const chunks = Array.isArray(document.value) ? document.value : [document.value]
  for (const chunk of chunks) reading.chunk(chunk, document)
  reading.end()
}

const STOPS: ReadonlyMap<string, Stop> = new Map<string, Stop>([
  ['STOP', 'end'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'filter'],
  ['RECITATION', 'filter'],
  ['LANGUAGE', 'filter'],
  ['BLOCKLIST', 'filter'],
  ['PROHIBITED_CONTENT', 'filter'],
  ['SPII', 'filter'],
])

class GeminiReading {
  readonly #emit: EmitEvent
  #calls = 0
  #usage: JsonObject = {}
  #finish: string | undefined
  #finishMessage: string | undefined
  #isBlocked = false
  #hasContent = false
  #isOver = false

  constructor(emit: EmitEvent) {
    this.#emit = emit
  }

  event(data: string): void {
    if (this.#isOver) return
    try {
      const document = parseJson(data)
      this.chunk(document.value, document)
    } catch {
      // What is no JSON says nothing; an answer without an end is told as broken.
    }
  }

  chunk(value: Json, document: JsonDocument): void {
    const chunk = objectOf(value)
    if (this.#isOver || chunk === undefined) return
    if (isGiven(chunk['error'])) {
      this.#isOver = true
      this.#emit({ type: 'error', problem: problemInside(chunk) })
      return
    }
    this.#count(objectOf(member(chunk, 'usageMetadata')))
    if (isGiven(member(objectOf(member(chunk, 'promptFeedback')), 'blockReason'))) this.#isBlocked = true
    const [candidate] = objectsOf(chunk['candidates'])
    if (candidate === undefined) return
    this.#emit({ type: 'begin' })
    for (const part of objectsOf(objectOf(candidate['content'])?.['parts'])) this.#part(part, document)
    this.#finish = wordOf(member(candidate, 'finishReason')) ?? this.#finish
    this.#finishMessage = wordOf(member(candidate, 'finishMessage')) ?? this.#finishMessage
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    const stop = this.#stop()
    if (stop !== undefined) this.#emit({ type: 'end', stop })
    else if (this.#finish === undefined) this.#emit({ type: 'error', problem: brokenOff() })
    else {
      const reason = [`The upstream ended its answer with "${this.#finish}"`, this.#finishMessage]
      this.#emit({ type: 'error', problem: brokenOff(reason.filter((text) => text !== undefined).join(': ')) })
    }
  }

  /** Undefined when the answer did not end, or failed before it said anything. */
  #stop(): Stop | undefined {
    if (this.#finish === undefined) return this.#isBlocked ? 'filter' : undefined
    const known = STOPS.get(this.#finish) ?? (this.#finish.startsWith('IMAGE_') ? 'filter' : undefined)
    return known ?? (this.#hasContent ? 'end' : undefined)
  }

  #count(usage: JsonObject | undefined): void {
    if (usage === undefined) return
    this.#usage = { ...this.#usage, ...Object.fromEntries(Object.entries(usage).filter(([, value]) => isGiven(value))) }
    this.#emit({ type: 'usage', tokens: readUsage(this.#usage), raw: new RawJson(writeJson(this.#usage)) })
  }

  #part(part: JsonObject, document: JsonDocument): void {
    const call = objectOf(member(part, 'functionCall'))
    const text = textOf(part['text']) ?? ''
    if (part['thought'] === true) {
      this.#say('reasoning', text)
      return
    }
    this.#seal(wordOf(member(part, 'thoughtSignature')))
    if (call !== undefined) this.#call(call, document)
    else if (text !== '') this.#say('text', text)
    else if (!('text' in part))
      this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${Object.keys(part)[0] ?? ''}` })
  }

  #say(type: 'text' | 'reasoning', delta: string): void {
    if (delta === '') return
    this.#hasContent = true
    this.#emit({ type, delta })
  }

  /** A signature stands on the part after the reasoning, and goes back to the part that follows it. */
  #seal(signature: string | undefined): void {
    if (signature === undefined) return
    const item = new RawJson(writeJson({ thoughtSignature: signature }))
    this.#emit({ type: 'reasoningSeal', carried: { protocol: 'gemini', item } })
  }

  /** A call comes whole, also when the next one bears the same name. */
  #call(call: JsonObject, document: JsonDocument): void {
    const index = this.#calls
    this.#calls += 1
    this.#hasContent = true
    const name = textOf(call['name']) ?? ''
    const { args } = call
    const delta = isGiven(args) && args !== undefined ? document.raw(args).text : '{}'
    this.#emit({ type: 'call', index, id: wordOf(call['id']), name, kind: 'function' })
    this.#emit({ type: 'callArgs', index, delta })
    this.#emit({ type: 'callDone', index })
  }
}

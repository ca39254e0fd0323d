/** Answers in Gemini's generateContent, as a stream, as a list of chunks, or whole: https://ai.google.dev/api/generate-content */
import { type JsonDocument, type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
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
import { isGiven, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Stop } from '../../canonical/finish.ts'
import { member } from './members.ts'

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

class GeminiReading implements AnswerReading {
  readonly #emit: EmitEvent
  readonly #usage: AnswerUsage
  readonly #citations: Citations
  #calls = 0
  #finish: string | undefined
  #finishMessage: string | undefined
  #isBlocked = false
  #hasContent = false

  constructor(emit: EmitEvent, usage: AnswerUsage) {
    this.#emit = emit
    this.#usage = usage
    this.#citations = new Citations(emit)
  }

  event(chunk: JsonObject, document: JsonDocument): void {
    if (isGiven(chunk['error'])) {
      this.#emit({ type: 'error', problem: problemInside(chunk) })
      return
    }
    this.#usage.add(objectOf(member(chunk, 'usageMetadata')))
    if (isGiven(member(objectOf(member(chunk, 'promptFeedback')), 'blockReason'))) this.#isBlocked = true
    const [candidate] = objectsOf(chunk['candidates'])
    if (candidate === undefined) return
    this.#emit({ type: 'begin' })
    for (const part of objectsOf(objectOf(candidate['content'])?.['parts'])) this.#part(part, document)
    this.#cite(candidate)
    this.#finish = wordOf(member(candidate, 'finishReason')) ?? this.#finish
    this.#finishMessage = wordOf(member(candidate, 'finishMessage')) ?? this.#finishMessage
  }

  /** What a search of Gemini's own has found, and whom it quotes. */
  #cite(candidate: JsonObject): void {
    const grounding = objectOf(member(candidate, 'groundingMetadata'))
    const quoted = objectOf(member(candidate, 'citationMetadata'))
    for (const chunk of objectsOf(member(grounding, 'groundingChunks')))
      this.#citations.take(chunk['web'] ?? member(chunk, 'retrievedContext'))
    for (const source of objectsOf(member(quoted, 'citationSources') ?? quoted?.['citations']))
      this.#citations.take(source)
    if (isGiven(member(candidate, 'urlContextMetadata')))
      this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: 'answer urlContext' })
  }

  /** A whole answer, or a stream that was collected into a list. */
  whole(document: JsonDocument): void {
    const chunks = Array.isArray(document.value) ? document.value : [document.value]
    for (const chunk of objectsOf(chunks)) this.event(chunk, document)
    this.end()
  }

  end(): void {
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

  #part(part: JsonObject, document: JsonDocument): void {
    const call = objectOf(member(part, 'functionCall'))
    const text = textOf(part['text']) ?? ''
    // The signature of a thought stands on the part after it, or on its own last part.
    if (part['thought'] === true) this.#say('reasoning', text)
    this.#seal(wordOf(member(part, 'thoughtSignature')))
    if (call !== undefined) this.#call(call, document)
    else if (part['thought'] !== true && text !== '') this.#say('text', text)
    else if (!('text' in part)) this.#tell(part)
  }

  /** What only Gemini understands: code that it ran, an image that it made. */
  #tell(part: JsonObject): void {
    const name = Object.keys(part).find((key) => !/^thought/.test(key))
    if (name !== undefined) this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${name}` })
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
    const name = wordOf(call['name'])
    if (name === undefined) {
      this.#emit({ type: 'error', problem: namelessCall() })
      return
    }
    const { args } = call
    const delta = isGiven(args) && args !== undefined ? document.raw(args).text : '{}'
    this.#emit({ type: 'call', index, id: wordOf(call['id']), name, kind: 'function' })
    this.#emit({ type: 'callArgs', index, delta })
    this.#emit({ type: 'callDone', index })
  }
}

const read: MakeReading = (emit, usage) => new GeminiReading(emit, usage)

export const openGeminiReader = streamReader(read)
export const readGeminiAnswer = wholeReader(read)

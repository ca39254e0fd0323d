/**
 * What is the same in reading the answers of every protocol: events are JSON objects, what cannot be read is an error and never
 * passed over, the counts are told once at the end, and nothing comes after it.
 */
import { type JsonDocument, type JsonObject, parseJson } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../answer-event.ts'
import type { AnswerReader, OpenReader, ReadAnswer } from '../answer-reader.ts'
import { objectOf } from '../fields.ts'
import { AnswerUsage } from './answer-usage.ts'
import { brokenOff } from './read-problem.ts'

/** Reads what one protocol's events mean. */
export interface AnswerReading {
  readonly event: (value: JsonObject, document: JsonDocument) => void
  /** `[DONE]`, with which Chat ends a stream, and relays any. */
  readonly done?: () => void
  /** No more events come: emits `end` or `error`. */
  readonly end: () => void
  /** A whole answer; emits `end` or `error`. */
  readonly whole: (document: JsonDocument) => void
}

export type MakeReading = (emit: EmitEvent, usage: AnswerUsage) => AnswerReading

export const streamReader =
  (make: MakeReading): OpenReader =>
  (emit) =>
    new EventReader(make, emit)

export const wholeReader =
  (make: MakeReading): ReadAnswer =>
  (document, emit) =>
    make(...lastSaid(emit)).whole(document)

/** Counts are told before the last event, and nothing after it. */
const lastSaid = (emit: EmitEvent): readonly [EmitEvent, AnswerUsage] => {
  let isOver = false
  const usage = new AnswerUsage()
  const say: EmitEvent = (event) => {
    if (isOver) return
    isOver = event.type === 'end' || event.type === 'error'
    const counts = isOver ? usage.event() : undefined
    if (counts !== undefined) emit(counts)
    emit(event)
  }
  return [say, usage]
}

class EventReader implements AnswerReader {
  readonly #reading: AnswerReading
  readonly #say: EmitEvent
  #isOver = false

  constructor(make: MakeReading, emit: EmitEvent) {
    const [say, usage] = lastSaid((event) => {
      this.#isOver = event.type === 'end' || event.type === 'error'
      emit(event)
    })
    this.#say = say
    this.#reading = make(say, usage)
  }

  event(data: string): void {
    const text = data.trim()
    if (this.#isOver) return
    const document = parsed(text)
    if (document !== undefined) this.#reading.event(objectOf(document.value) ?? {}, document)
    else this.#odd(text)
  }

  end(): void {
    if (!this.#isOver) this.#reading.end()
  }

  #odd(text: string): void {
    if (text === '') this.#say({ type: 'keepalive' })
    else if (text === DONE) this.#reading.done?.()
    // Some relays leave out the blank line between events: then each line is an event of its own.
    else if (text.includes('\n')) for (const line of text.split('\n')) this.event(line)
    else this.#say({ type: 'error', problem: brokenOff(`${UNREADABLE}: ${text.slice(0, TOLD)}`) })
  }
}

const DONE = '[DONE]'

/** Undefined for what is no object. */
const parsed = (text: string): JsonDocument | undefined => {
  try {
    const document = parseJson(text)
    return objectOf(document.value) === undefined ? undefined : document
  } catch {
    return undefined
  }
}

const UNREADABLE = 'The upstream sent an event that cannot be read'

/** Characters of an unreadable event that are told. */
const TOLD = 200

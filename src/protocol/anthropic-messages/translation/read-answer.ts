/** Answers in Anthropic Messages, as a stream or whole: https://docs.anthropic.com/en/api/messages-streaming */
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
import { isGiven, listOf, numberOf, objectOf, objectsOf, textOf } from '../../canonical/fields.ts'
import type { Stop } from '../../canonical/finish.ts'
import { readUsage } from './read-usage.ts'

export const openMessagesReader: OpenReader = (emit) => {
  const reading = new MessagesReading(emit)
  return { event: (data) => reading.event(data), end: () => reading.end() }
}

export const readMessagesAnswer: ReadAnswer = (document, emit) => new MessagesReading(emit).whole(document)

const STOPS: ReadonlyMap<string, Stop> = new Map<string, Stop>([
  ['tool_use', 'tool'],
  ['max_tokens', 'length'],
  ['stop_sequence', 'stop_sequence'],
  ['refusal', 'filter'],
  ['pause_turn', 'pause'],
  ['model_context_window_exceeded', 'context'],
])

/** A block while it comes. */
interface OpenBlock {
  readonly type: string
  /** Number of the call, when it is one. */
  readonly call: number
  /** The block as it was written at its start. */
  readonly raw: RawJson
  /** Arguments that the start itself holds. */
  readonly input: string
  text: string
  signature: string
  hasArguments: boolean
}

class MessagesReading {
  readonly #emit: EmitEvent
  readonly #blocks = new Map<number, OpenBlock>()
  #calls = 0
  #usage: JsonObject = {}
  #stop: string | undefined
  #stopSequence: string | undefined
  #isOver = false

  constructor(emit: EmitEvent) {
    this.#emit = emit
  }

  event(data: string): void {
    if (this.#isOver) return
    let document: JsonDocument
    try {
      document = parseJson(data)
    } catch {
      return
    }
    const value = objectOf(document.value)
    if (value !== undefined) this.#take(value, document)
  }

  whole(document: JsonDocument): void {
    const answer = objectOf(document.value)
    if (answer === undefined || answer['type'] === 'error' || !Array.isArray(answer['content'])) {
      this.#fail(document.value)
      return
    }
    this.#emit({ type: 'begin' })
    for (const [index, block] of objectsOf(answer['content']).entries()) {
      this.#start(index, block, document)
      this.#whole(index, block)
      this.#close(index)
    }
    this.#count(objectOf(answer['usage']))
    this.#ending(answer)
    this.#finish()
  }

  end(): void {
    if (this.#isOver) return
    if (this.#stop !== undefined) {
      this.#finish()
      return
    }
    this.#isOver = true
    this.#emit({ type: 'error', problem: brokenOff() })
  }

  #take(value: JsonObject, document: JsonDocument): void {
    const index = numberOf(value['index']) ?? 0
    switch (value['type']) {
      case 'message_start':
        this.#count(objectOf(objectOf(value['message'])?.['usage']))
        this.#emit({ type: 'begin' })
        break
      case 'content_block_start':
        this.#start(index, objectOf(value['content_block']) ?? {}, document)
        break
      case 'content_block_delta':
        this.#delta(index, objectOf(value['delta']) ?? {})
        break
      case 'content_block_stop':
        this.#close(index)
        break
      case 'message_delta':
        this.#count(objectOf(value['usage']))
        this.#ending(objectOf(value['delta']) ?? {})
        break
      case 'message_stop':
        this.#finish()
        break
      case 'error':
        this.#fail(value)
        break
      default:
        if (isGiven(value['error'])) this.#fail(value)
        else this.#emit({ type: 'keepalive' })
        break
    }
  }

  #fail(value: Json): void {
    this.#isOver = true
    this.#emit({ type: 'error', problem: problemInside(value) })
  }

  #count(usage: JsonObject | undefined): void {
    if (usage === undefined) return
    // Relays that know only the output send 0 for the rest at the end.
    const given = Object.entries(usage).filter(
      ([name, value]) => isGiven(value) && !(value === 0 && isGiven(this.#usage[name])),
    )
    this.#usage = { ...this.#usage, ...Object.fromEntries(given) }
    this.#emit({ type: 'usage', tokens: readUsage(this.#usage), raw: new RawJson(writeJson(this.#usage)) })
  }

  #ending(delta: JsonObject): void {
    this.#stop = textOf(delta['stop_reason']) ?? this.#stop
    this.#stopSequence = textOf(delta['stop_sequence']) ?? this.#stopSequence
  }

  #finish(): void {
    this.#isOver = true
    const stop = STOPS.get(this.#stop ?? '') ?? 'end'
    this.#emit({ type: 'end', stop, stopSequence: stop === 'stop_sequence' ? this.#stopSequence : undefined })
  }

  #start(index: number, block: JsonObject, document: JsonDocument): void {
    const type = textOf(block['type']) ?? ''
    const isCall = type === 'tool_use'
    const input = objectOf(block['input'])
    const holdsInput = isCall && input !== undefined && Object.keys(input).length > 0
    this.#blocks.set(index, {
      type,
      call: isCall ? this.#calls : -1,
      raw: document.raw(block),
      input: holdsInput ? document.raw(input).text : '',
      text: '',
      signature: textOf(block['signature']) ?? '',
      hasArguments: false,
    })
    if (isCall) this.#call(block)
    else if (!KNOWN.has(type)) this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${type}` })
  }

  #call(block: JsonObject): void {
    const name = textOf(block['name']) ?? ''
    this.#emit({ type: 'call', index: this.#calls, id: textOf(block['id']), name, kind: 'function' })
    this.#calls += 1
  }

  #delta(index: number, delta: JsonObject): void {
    const block = this.#blocks.get(index)
    const text = textOf(delta['text']) ?? textOf(delta['thinking']) ?? ''
    switch (delta['type']) {
      case 'text_delta':
        if (text !== '') this.#emit({ type: 'text', delta: text })
        break
      case 'thinking_delta':
        if (block !== undefined) block.text += text
        if (text !== '') this.#emit({ type: 'reasoning', delta: text })
        break
      case 'signature_delta':
        if (block !== undefined) block.signature = textOf(delta['signature']) ?? ''
        break
      case 'input_json_delta':
        this.#arguments(block, textOf(delta['partial_json']) ?? '')
        break
      case 'citations_delta':
        this.#emit({ type: 'loss', what: 'citations-dropped', where: 'answer' })
        break
      default:
        break
    }
  }

  #arguments(block: OpenBlock | undefined, delta: string): void {
    if (block === undefined || block.call < 0 || delta === '') return
    block.hasArguments = true
    this.#emit({ type: 'callArgs', index: block.call, delta })
  }

  /** Content that a start or a whole answer holds already. */
  #whole(index: number, block: JsonObject): void {
    const text = textOf(block['text']) ?? ''
    if (block['type'] === 'text' && text !== '') this.#emit({ type: 'text', delta: text })
    if (listOf(block['citations']).length > 0) this.#emit({ type: 'loss', what: 'citations-dropped', where: 'answer' })
    if (block['type'] === 'thinking') this.#delta(index, { type: 'thinking_delta', thinking: block['thinking'] })
  }

  #close(index: number): void {
    const block = this.#blocks.get(index)
    if (block === undefined) return
    this.#blocks.delete(index)
    if (block.call >= 0) {
      if (!block.hasArguments && block.input !== '') this.#arguments(block, block.input)
      this.#emit({ type: 'callDone', index: block.call })
    } else if (block.type === 'thinking') {
      this.#seal({ type: 'thinking', thinking: block.text, signature: block.signature })
    } else if (block.type === 'redacted_thinking') {
      this.#emit({ type: 'reasoningSeal', carried: { protocol: 'messages', item: block.raw } })
    }
  }

  #seal(block: object): void {
    this.#emit({ type: 'reasoningSeal', carried: { protocol: 'messages', item: new RawJson(writeJson(block)) } })
  }
}

const KNOWN: ReadonlySet<string> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use'])

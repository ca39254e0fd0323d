/** Answers in Anthropic Messages, as a stream or whole: https://docs.anthropic.com/en/api/messages-streaming */
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
import { isCutOff, type Stop } from '../../canonical/finish.ts'

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
  /** Told when the text is there that they belong to. */
  readonly citations: (Json | undefined)[]
}

class MessagesReading implements AnswerReading {
  readonly #emit: EmitEvent
  readonly #usage: AnswerUsage
  readonly #citations: Citations
  readonly #blocks = new Map<number, OpenBlock>()
  #calls = 0
  #stop: string | undefined
  #stopSequence: string | undefined

  constructor(emit: EmitEvent, usage: AnswerUsage) {
    this.#emit = emit
    this.#usage = usage
    this.#citations = new Citations(emit)
  }

  event(value: JsonObject, document: JsonDocument): void {
    const index = numberOf(value['index']) ?? 0
    switch (value['type']) {
      case 'message_start':
        this.#usage.add(objectOf(objectOf(value['message'])?.['usage']))
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
        this.#usage.add(objectOf(value['usage']))
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

  whole(document: JsonDocument): void {
    const answer = objectOf(document.value)
    if (answer === undefined || answer['type'] === 'error' || !Array.isArray(answer['content'])) {
      this.#fail(document.value)
      return
    }
    this.#emit({ type: 'begin' })
    this.#usage.add(objectOf(answer['usage']))
    this.#ending(answer)
    const blocks = objectsOf(answer['content'])
    for (const [index, block] of blocks.entries()) {
      // Its input is what was left of it when it was cut off, and nothing tells how much that is.
      if (block['type'] === 'tool_use' && index === blocks.length - 1 && isCutOff(this.#reason)) {
        this.#emit({ type: 'loss', what: 'output-truncated', where: 'call' })
        continue
      }
      this.#start(index, block, document, true)
      this.#close(index)
    }
    this.#finish()
  }

  end(): void {
    if (this.#stop !== undefined) this.#finish()
    else this.#emit({ type: 'error', problem: brokenOff() })
  }

  #fail(value: Json): void {
    this.#emit({ type: 'error', problem: problemInside(value) })
  }

  #ending(delta: JsonObject): void {
    this.#stop = textOf(delta['stop_reason']) ?? this.#stop
    this.#stopSequence = textOf(delta['stop_sequence']) ?? this.#stopSequence
  }

  get #reason(): Stop {
    return STOPS.get(this.#stop ?? '') ?? 'end'
  }

  #finish(): void {
    for (const index of this.#blocks.keys()) this.#close(index)
    const stop = this.#reason
    const stopSequence = stop === 'stop_sequence' ? this.#stopSequence : undefined
    this.#emit({ type: 'end', stop, stopSequence, tier: wordOf(this.#usage.field('service_tier')) })
  }

  /** At the start of a block in a stream, empty arguments are arguments that are still to come. */
  #start(index: number, block: JsonObject, document: JsonDocument, isWhole = false): void {
    // Relays that number every block 0 leave out its end as well.
    this.#close(index)
    const type = textOf(block['type']) ?? ''
    const isCall = type === 'tool_use'
    const input = objectOf(block['input'])
    const holdsInput = isCall && input !== undefined && (isWhole || Object.keys(input).length > 0)
    this.#blocks.set(index, {
      type,
      call: isCall ? this.#calls : -1,
      raw: document.raw(block),
      input: holdsInput ? document.raw(input).text : '',
      text: '',
      signature: textOf(block['signature']) ?? '',
      hasArguments: false,
      citations: [],
    })
    if (isCall) this.#call(block)
    else if (KNOWN.has(type)) this.#content(index, block)
    else this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${type}` })
  }

  #call(block: JsonObject): void {
    const name = wordOf(block['name'])
    if (name === undefined) this.#emit({ type: 'error', problem: namelessCall() })
    else this.#emit({ type: 'call', index: this.#calls, id: textOf(block['id']), name, kind: 'function' })
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
        block?.citations.push(delta['citation'])
        break
      default:
        break
    }
  }

  #arguments(block: OpenBlock | undefined, delta: string): void {
    if (block === undefined) this.#emit({ type: 'error', problem: brokenOff(NAMELESS_ARGUMENTS) })
    // The arguments of a tool that runs at the maker of the model; the tool itself was told.
    if (block === undefined || block.call < 0 || delta === '') return
    block.hasArguments = true
    this.#emit({ type: 'callArgs', index: block.call, delta })
  }

  /** What a block holds at its start: all of it in a whole answer, nothing in most streams. */
  #content(index: number, block: JsonObject): void {
    this.#delta(index, { type: 'text_delta', text: block['text'] })
    this.#delta(index, { type: 'thinking_delta', thinking: block['thinking'] })
    this.#blocks.get(index)?.citations.push(...listOf(block['citations']))
  }

  #close(index: number): void {
    const block = this.#blocks.get(index)
    if (block === undefined) return
    this.#blocks.delete(index)
    for (const citation of block.citations) this.#citations.take(citation)
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

const NAMELESS_ARGUMENTS = 'The upstream sent arguments of a tool call that it did not begin'

const KNOWN: ReadonlySet<string> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use'])

const read: MakeReading = (emit, usage) => new MessagesReading(emit, usage)

export const openMessagesReader = streamReader(read)
export const readMessagesAnswer = wholeReader(read)

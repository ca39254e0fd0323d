/** The items of one answer while they come: what relays leave out of one event is taken from a later one, and nothing twice. */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../../canonical/answer-event.ts'
import { listOf, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { CallPart } from '../../canonical/part.ts'
import { readCall } from './read-calls.ts'

interface Item {
  readonly id: string | undefined
  readonly place: number
  isDone: boolean
  /** Number of the call, once it has begun. */
  call: number | undefined
  hasArguments: boolean
  /** Numbers of the content parts that have said something. */
  readonly said: Set<number>
  /** Which of the two texts of reasoning is told, and the last part of it. */
  reasoning: 'summary' | 'raw' | undefined
  paragraph: number | undefined
}

export class AnswerItems {
  readonly #emit: EmitEvent
  readonly #items: Item[] = []
  #calls = 0
  /** Whether a refusal has been told. */
  hasRefused = false

  constructor(emit: EmitEvent) {
    this.#emit = emit
  }

  added(event: JsonObject): void {
    const value = objectOf(event['item'])
    if (value !== undefined) this.#begin(this.#find(numberOf(event['output_index']), wordOf(value['id'])), value)
  }

  text(event: JsonObject, kind: 'text' | 'refusal', delta: string): void {
    if (delta === '') return
    this.#of(event).said.add(numberOf(event['content_index']) ?? 0)
    this.#say(kind, delta)
  }

  /** A text of which no piece has come. */
  wholeText(event: JsonObject, kind: 'text' | 'refusal', text: string): void {
    if (!this.#of(event).said.has(numberOf(event['content_index']) ?? 0)) this.text(event, kind, text)
  }

  reasoning(event: JsonObject, kind: 'summary' | 'raw', delta: string): void {
    this.#reason(
      this.#of(event),
      kind,
      numberOf(event[kind === 'summary' ? 'summary_index' : 'content_index']) ?? 0,
      delta,
    )
  }

  arguments(event: JsonObject, delta: string): void {
    const item = this.#of(event)
    if (item.call === undefined || delta === '') return
    item.hasArguments = true
    this.#emit({ type: 'callArgs', index: item.call, delta })
  }

  wholeArguments(event: JsonObject, args: string): void {
    if (!this.#of(event).hasArguments) this.arguments(event, args)
  }

  done(event: JsonObject, document: JsonDocument): void {
    const value = objectOf(event['item'])
    if (value !== undefined)
      this.#done(this.#find(numberOf(event['output_index']), wordOf(value['id'])), value, document)
  }

  /** The output of a whole answer: what has not come before is told now. Relays give items other ids there, but the same places. */
  output(output: Json | undefined, document: JsonDocument): void {
    for (const [index, value] of objectsOf(output).entries()) {
      const known = this.#items.find(({ place }) => place === index)
      this.#done(known ?? this.#find(index, wordOf(value['id'])), value, document)
    }
  }

  #of(event: JsonObject): Item {
    return this.#find(numberOf(event['output_index']), wordOf(event['item_id']))
  }

  /** By id where there is one, else by place, else the last. */
  #find(place: number | undefined, id: string | undefined): Item {
    const byId = id === undefined ? undefined : this.#items.find((item) => item.id === id)
    const byPlace = this.#items.find(
      (item) => place !== undefined && item.place === place && (id === undefined || item.id === undefined),
    )
    const last = place === undefined && id === undefined ? this.#items.at(-1) : undefined
    const found = byId ?? byPlace ?? last
    if (found !== undefined) return found
    const item: Item = {
      id,
      // Items come in order; relays that leave the place out keep that at least.
      place: place ?? this.#items.length,
      isDone: false,
      call: undefined,
      hasArguments: false,
      said: new Set(),
      reasoning: undefined,
      paragraph: undefined,
    }
    this.#items.push(item)
    return item
  }

  /** A call begins with its item; tools whose arguments never come in pieces wait for the whole item. */
  #begin(item: Item, value: JsonObject): void {
    const isPieceful = value['type'] === 'function_call' || value['type'] === 'custom_tool_call'
    const name = wordOf(value['name'])
    if (!isPieceful || name === undefined || item.call !== undefined) return
    const kind = value['type'] === 'custom_tool_call' ? 'custom' : 'function'
    this.#call(item, { id: textOf(value['call_id']) ?? '', name, namespace: wordOf(value['namespace']), kind })
  }

  #call(item: Item, call: Pick<CallPart, 'id' | 'name' | 'namespace' | 'kind'>): void {
    item.call = this.#calls
    this.#calls += 1
    this.#emit({ type: 'call', index: item.call, ...call })
  }

  #done(item: Item, value: JsonObject, document: JsonDocument): void {
    if (item.isDone) return
    item.isDone = true
    if (value['type'] === 'message') this.#message(item, value)
    else if (value['type'] === 'reasoning') this.#sealed(item, value, document)
    else this.#other(item, value, document)
  }

  #message(item: Item, value: JsonObject): void {
    for (const [index, part] of objectsOf(value['content']).entries()) {
      if (listOf(part['annotations']).length > 0)
        this.#emit({ type: 'loss', what: 'citations-dropped', where: 'answer' })
      if (item.said.has(index)) continue
      const isRefusal = part['type'] === 'refusal'
      this.#say(isRefusal ? 'refusal' : 'text', textOf(part[isRefusal ? 'refusal' : 'text']) ?? '')
    }
  }

  #say(type: 'text' | 'refusal', delta: string): void {
    if (delta === '') return
    if (type === 'refusal') this.hasRefused = true
    this.#emit({ type, delta })
  }

  #reason(item: Item, kind: 'summary' | 'raw', paragraph: number, delta: string): void {
    item.reasoning ??= kind
    if (delta === '' || item.reasoning !== kind) return
    if (item.paragraph !== undefined && item.paragraph !== paragraph) this.#emit({ type: 'reasoningNext' })
    item.paragraph = paragraph
    this.#emit({ type: 'reasoning', delta })
  }

  /** What can be given back is carried; an item without its encrypted content would not be found there again. */
  #sealed(item: Item, value: JsonObject, document: JsonDocument): void {
    if (item.reasoning === undefined) {
      const kind = listOf(value['summary']).length > 0 ? 'summary' : 'raw'
      const parts = objectsOf(value[kind === 'summary' ? 'summary' : 'content'])
      for (const [index, part] of parts.entries()) this.#reason(item, kind, index, textOf(part['text']) ?? '')
    }
    const isKept = wordOf(value['encrypted_content']) !== undefined || listOf(value['content']).length > 0
    if (isKept) this.#emit({ type: 'reasoningSeal', carried: { protocol: 'responses', item: document.raw(value) } })
  }

  #other(item: Item, value: JsonObject, document: JsonDocument): void {
    const call = readCall(value, document)
    if (call === undefined) {
      this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${textOf(value['type']) ?? ''}` })
      return
    }
    if (item.call === undefined) this.#call(item, call)
    if (item.call === undefined) return
    if (!item.hasArguments && call.args !== '') this.#emit({ type: 'callArgs', index: item.call, delta: call.args })
    // What was cut off in the middle of its arguments is not over.
    if (value['status'] !== 'incomplete') this.#emit({ type: 'callDone', index: item.call })
  }
}

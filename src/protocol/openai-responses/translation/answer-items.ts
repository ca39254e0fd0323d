/** The items of one answer while they come: what relays leave out of one event is taken from a later one, and nothing twice. */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../../canonical/answer-event.ts'
import { Citations } from '../../canonical/answers/citations.ts'
import { listOf, numberOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { CallPart } from '../../canonical/part.ts'
import { writtenCall } from './read-calls.ts'

interface OpenItem {
  readonly place: number
  readonly id: string | undefined
  /** As far as it has shown. */
  type: string | undefined
  /** Whether its own beginning has come, so that the next at its place is another item. */
  isAdded: boolean
  isDone: boolean
  /** Number of the call, once it has begun. */
  call: number | undefined
  hasArguments: boolean
  /** Whether arguments came before anything told whose they are. */
  hasLooseArguments: boolean
  /** Numbers of the content parts that have said something. */
  readonly said: Set<number>
  /** Which of the two texts of reasoning is told, and the last part of it. */
  reasoning: 'summary' | 'raw' | undefined
  paragraph: number | undefined
}

export class AnswerItems {
  readonly #emit: EmitEvent
  readonly #citations: Citations
  readonly #items: OpenItem[] = []
  /** The newest item at a place. */
  readonly #byPlace = new Map<number, OpenItem>()
  readonly #byId = new Map<string, OpenItem>()
  #calls = 0
  /** Whether a refusal has been told. */
  hasRefused = false

  constructor(emit: EmitEvent) {
    this.#emit = emit
    this.#citations = new Citations(emit)
  }

  /** Whether arguments came that belong to no call. */
  get hasNamelessCall(): boolean {
    return this.#items.some((item) => item.hasLooseArguments && item.call === undefined)
  }

  added(event: JsonObject): void {
    const value = objectOf(event['item'])
    if (value === undefined) return
    const place = numberOf(event['output_index'])
    const id = wordOf(value['id'])
    const known = place === undefined && id === undefined ? undefined : this.#known(place, id)
    // An event that comes twice begins nothing twice.
    const isSame = known !== undefined && id !== undefined && known.id === id
    const item = known === undefined || (!isSame && (known.isAdded || known.isDone)) ? this.#add(place, id) : known
    item.isAdded = true
    item.type = textOf(value['type'])
    this.#begin(item, value)
  }

  text(event: JsonObject, kind: 'text' | 'refusal', delta: string): void {
    if (delta === '') return
    const item = this.#of(event)
    item.type ??= 'message'
    item.said.add(numberOf(event['content_index']) ?? 0)
    this.#say(kind, delta)
  }

  /** A text of which no piece has come. */
  wholeText(event: JsonObject, kind: 'text' | 'refusal', text: string): void {
    if (!this.#of(event).said.has(numberOf(event['content_index']) ?? 0)) this.text(event, kind, text)
  }

  annotation(event: JsonObject): void {
    this.#citations.take(event['annotation'])
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
    if (delta === '') return
    if (item.call === undefined) {
      // The whole item brings them again.
      item.hasLooseArguments = true
      return
    }
    item.hasArguments = true
    this.#emit({ type: 'callArgs', index: item.call, delta })
  }

  wholeArguments(event: JsonObject, args: string): void {
    if (!this.#of(event).hasArguments) this.arguments(event, args)
  }

  done(event: JsonObject, document: JsonDocument): void {
    const value = objectOf(event['item'])
    if (value === undefined) return
    const id = wordOf(value['id'])
    const item = this.#find(numberOf(event['output_index']), id)
    // Relays that number nothing end one item after the other at the same place.
    const isAnother = item.isDone && id !== undefined && this.#byId.get(id) !== item
    this.#done(isAnother ? this.#add(numberOf(event['output_index']), id) : item, value, document)
  }

  /**
   * The output of a whole answer: what has not come before is told now. Relays give items other ids there but the same places;
   * others number only what they sent before, and leave something out.
   */
  output(output: Json | undefined, document: JsonDocument): void {
    const values = objectsOf(output)
    const strays = this.#strays(values)
    for (const [index, value] of values.entries()) {
      const byPlace = this.#byPlace.get(index)
      const fits = byPlace?.type === undefined || byPlace.type === value['type']
      const known = this.#byId.get(textOf(value['id']) ?? '') ?? (fits ? byPlace : undefined)
      const item = known ?? strays.get(value['type'])?.pop() ?? this.#add(index, wordOf(value['id']))
      this.#done(item, value, document)
    }
  }

  /** Items that stand nowhere in the output by id or place, the first of each type last. */
  #strays(values: readonly JsonObject[]): ReadonlyMap<Json | undefined, OpenItem[]> {
    const ids = new Set(values.map(({ id }) => id))
    const strays = this.#items.filter(({ id, place, type }) => values[place]?.['type'] !== type && !ids.has(id))
    const byType = new Map<Json | undefined, OpenItem[]>(strays.map(({ type }) => [type, []]))
    for (const item of strays.reverse()) byType.get(item.type)?.push(item)
    return byType
  }

  #of(event: JsonObject): OpenItem {
    return this.#find(numberOf(event['output_index']), wordOf(event['item_id']))
  }

  /** The item of an event; without a place, an id that nobody knows is a new name of the last one. */
  #find(place: number | undefined, id: string | undefined): OpenItem {
    return this.#known(place, id) ?? (place === undefined ? this.#items.at(-1) : undefined) ?? this.#add(place, id)
  }

  /** By place, since some servers change the id of an item with every event; by id where it tells two of one place apart. */
  #known(place: number | undefined, id: string | undefined): OpenItem | undefined {
    const byId = id === undefined ? undefined : this.#byId.get(id)
    if (byId !== undefined && (place === undefined || byId.place === place)) return byId
    return place === undefined ? undefined : this.#byPlace.get(place)
  }

  #add(place: number | undefined, id: string | undefined): OpenItem {
    const item: OpenItem = {
      // Items come in order; relays that leave the place out keep that at least.
      place: place ?? this.#items.length,
      id,
      type: undefined,
      isAdded: false,
      isDone: false,
      call: undefined,
      hasArguments: false,
      hasLooseArguments: false,
      said: new Set(),
      reasoning: undefined,
      paragraph: undefined,
    }
    this.#items.push(item)
    this.#byPlace.set(item.place, item)
    if (id !== undefined) this.#byId.set(id, item)
    return item
  }

  /** A call begins with its item; tools whose arguments never come in pieces wait for the whole item. */
  #begin(item: OpenItem, value: JsonObject): void {
    const isPieceful = value['type'] === 'function_call' || value['type'] === 'custom_tool_call'
    const name = wordOf(value['name'])
    if (!isPieceful || name === undefined || item.call !== undefined) return
    const kind = value['type'] === 'custom_tool_call' ? 'custom' : 'function'
    this.#call(item, { id: textOf(value['call_id']) ?? '', name, namespace: wordOf(value['namespace']), kind })
  }

  #call(item: OpenItem, call: Pick<CallPart, 'id' | 'name' | 'namespace' | 'kind'>): void {
    item.call = this.#calls
    this.#calls += 1
    this.#emit({ type: 'call', index: item.call, ...call })
  }

  #done(item: OpenItem, value: JsonObject, document: JsonDocument): void {
    if (item.isDone) return
    item.isDone = true
    item.type ??= textOf(value['type'])
    if (value['type'] === 'message') this.#message(item, value)
    else if (value['type'] === 'reasoning') this.#sealed(item, value, document)
    else this.#other(item, value, document)
  }

  #message(item: OpenItem, value: JsonObject): void {
    for (const [index, part] of objectsOf(value['content']).entries()) {
      const isRefusal = part['type'] === 'refusal'
      if (!item.said.has(index))
        this.#say(isRefusal ? 'refusal' : 'text', textOf(part[isRefusal ? 'refusal' : 'text']) ?? '')
      for (const annotation of listOf(part['annotations'])) this.#citations.take(annotation)
    }
  }

  #say(type: 'text' | 'refusal', delta: string): void {
    if (delta === '') return
    if (type === 'refusal') this.hasRefused = true
    this.#emit({ type, delta })
  }

  #reason(item: OpenItem, kind: 'summary' | 'raw', paragraph: number, delta: string): void {
    item.reasoning ??= kind
    item.type ??= 'reasoning'
    if (delta === '' || item.reasoning !== kind) return
    if (item.paragraph !== undefined && item.paragraph !== paragraph) this.#emit({ type: 'reasoningNext' })
    item.paragraph = paragraph
    this.#emit({ type: 'reasoning', delta })
  }

  /** What can be given back is carried; an item without its encrypted content would not be found there again. */
  #sealed(item: OpenItem, value: JsonObject, document: JsonDocument): void {
    if (item.reasoning === undefined) {
      const kind = listOf(value['summary']).length > 0 ? 'summary' : 'raw'
      const parts = objectsOf(value[kind === 'summary' ? 'summary' : 'content'])
      for (const [index, part] of parts.entries()) this.#reason(item, kind, index, textOf(part['text']) ?? '')
    }
    const isKept = wordOf(value['encrypted_content']) !== undefined || listOf(value['content']).length > 0
    if (isKept) this.#emit({ type: 'reasoningSeal', carried: { protocol: 'responses', item: document.raw(value) } })
  }

  #other(item: OpenItem, value: JsonObject, document: JsonDocument): void {
    const call = writtenCall(value, document)
    if (call === undefined) {
      this.#emit({ type: 'loss', what: 'hosted-tool-dropped', where: `answer ${textOf(value['type']) ?? ''}` })
      return
    }
    if (item.call === undefined) this.#call(item, call)
    if (item.call === undefined) return
    // A call without arguments that is said to be complete is: nothing else would show it.
    const { status } = value
    const args = call.args === '' && call.kind === 'function' && status === 'completed' ? '{}' : call.args
    if (!item.hasArguments && args !== '') this.#emit({ type: 'callArgs', index: item.call, delta: args })
    // What was cut off in the middle of its arguments is not over.
    if (status !== 'incomplete') this.#emit({ type: 'callDone', index: item.call, isComplete: status === 'completed' })
  }
}

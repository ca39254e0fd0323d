/** Tells the calls of a stream apart, whose pieces come with an index, with an id, with both or with neither. */
import { type JsonObject, RawJson, writeJson } from '../../../codec/json/exact-json.ts'
import type { EmitEvent } from '../../canonical/answer-event.ts'
import { JsonProgress } from '../../canonical/answers/json-progress.ts'
import { numberOf, objectOf, wordOf } from '../../canonical/fields.ts'

interface Slot {
  readonly index: number
  readonly isCustom: boolean
  readonly progress: JsonProgress
  id: string | undefined
  name: string | undefined
  isStarted: boolean
  /** Arguments that came before the name. */
  waiting: string
}

/** One piece of a call as it stands in the stream. */
interface Piece {
  readonly place: number | undefined
  readonly id: string | undefined
  readonly name: string | undefined
  readonly args: string
  readonly isCustom: boolean
}

export class CallSlots {
  readonly #emit: EmitEvent
  readonly #byPlace = new Map<number, Slot>()
  readonly #slots: Slot[] = []
  #current: Slot | undefined

  constructor(emit: EmitEvent) {
    this.#emit = emit
  }

  get count(): number {
    return this.#slots.length
  }

  /** `raw`: the text of arguments that some servers write as an object. */
  take(call: JsonObject, raw: (value: object) => RawJson): void {
    const piece = readPiece(call, raw)
    const known = piece.place === undefined ? this.#current : this.#byPlace.get(piece.place)
    const slot = known === undefined || isAnother(known, piece) ? this.#add(piece) : known
    this.#current = slot
    slot.id ??= piece.id
    slot.name ??= piece.name
    slot.progress.push(piece.args)
    if (slot.isStarted) this.#say(slot, piece.args)
    else this.#wait(slot, piece.args)
  }

  /** Starts what still waits for an id; false when a call never got a name. */
  finish(): boolean {
    for (const slot of this.#slots) if (!slot.isStarted && slot.name !== undefined) this.#start(slot, slot.name)
    return this.#slots.every(({ isStarted }) => isStarted)
  }

  #add(piece: Piece): Slot {
    const slot: Slot = {
      index: this.#slots.length,
      isCustom: piece.isCustom,
      progress: new JsonProgress(),
      id: undefined,
      name: undefined,
      isStarted: false,
      waiting: '',
    }
    this.#slots.push(slot)
    if (piece.place !== undefined) this.#byPlace.set(piece.place, slot)
    return slot
  }

  /** A call begins with its name; an id that comes before its arguments is waited for. */
  #wait(slot: Slot, args: string): void {
    slot.waiting += args
    if (slot.name !== undefined && (slot.id !== undefined || slot.waiting !== '')) this.#start(slot, slot.name)
  }

  #start(slot: Slot, name: string): void {
    slot.isStarted = true
    this.#emit({ type: 'call', index: slot.index, id: slot.id, name, kind: slot.isCustom ? 'custom' : 'function' })
    this.#say(slot, slot.waiting)
    slot.waiting = ''
  }

  #say(slot: Slot, delta: string): void {
    if (delta !== '') this.#emit({ type: 'callArgs', index: slot.index, delta })
  }
}

/** Some servers number every call 0, or not at all: then a new id begins a new call, or a new name where there are no ids. */
const isAnother = (slot: Slot, piece: Piece): boolean => {
  if (piece.id !== undefined && slot.id !== undefined) return piece.id !== slot.id
  if (piece.name === undefined || slot.name === undefined || piece.id !== undefined) return false
  return piece.name !== slot.name || (piece.place === undefined && slot.progress.isWhole && piece.args !== '')
}

const readPiece = (call: JsonObject, raw: (value: object) => RawJson): Piece => {
  const custom = objectOf(call['custom'])
  const inner = custom ?? objectOf(call['function']) ?? {}
  const args = custom === undefined ? inner['arguments'] : inner['input']
  return {
    place: numberOf(call['index']),
    id: wordOf(call['id']),
    name: wordOf(inner['name']),
    args: typeof args === 'object' && args !== null ? objectText(args, raw) : typeof args === 'string' ? args : '',
    isCustom: custom !== undefined,
  }
}

const objectText = (args: object, raw: (value: object) => RawJson): string =>
  args instanceof RawJson ? writeJson(args) : raw(args).text

/**
 * Finds what rules must leave alone in a request body: what an upstream has signed or encrypted and must get back byte for byte, and bytes
 * that are no text, such as pictures. Told by the place in the document, never by looks: nothing hides in a long word.
 */
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET } from '../../codec/json/json-bytes.ts'
import { StringWalk } from '../../codec/json/string-walk.ts'
import type { Work } from '../../codec/work/work.ts'
import { type OpaqueForm, type OpaquePlace, opaquePart } from './opaque-place.ts'
import type { ByteRange, SetApart } from './protocol.ts'

/** What is signed in a protocol; names and types of at most 32 characters. */
export interface SignedPlaces {
  /** Values of `type` that make their object signed as a whole. */
  readonly types?: readonly string[]
  /** Members that make their object signed as a whole, when they hold a text that is not empty. */
  readonly members?: readonly string[]
  /** Members whose text is signed, and nothing around it. */
  readonly texts?: readonly string[]
}

export interface ApartPlaces {
  readonly signed: SignedPlaces
  readonly opaque: readonly OpaquePlace[]
}

/** Strings that are passed without a pause. */
const STRINGS_A_SLICE = 4096

/** All ranges, ascending by their end. In a text that breaks off, a signed object that is open reaches to the end. */
export const setApart = (places: ApartPlaces): ((bytes: Buffer) => Work<SetApart>) => {
  const rules = rulesOf(places)
  return function* (bytes) {
    if (!rules.marks.some((mark) => bytes.includes(mark))) return { signed: [], opaque: [] }
    const walk = new Walk(rules, bytes)
    const strings = new StringWalk(bytes)
    let at = 0
    let passed = 0
    for (let step = strings.step(); step !== 'end'; step = strings.step()) {
      passed += 1
      if (step === 'more' || passed % STRINGS_A_SLICE === 0) yield
      if (step === 'more') continue
      yield* walk.structure(at, strings.from - 1)
      walk.text(strings.from, strings.to)
      at = strings.to + 1
    }
    yield* walk.structure(at, bytes.length)
    return yield* walk.finish()
  }
}

interface Rules {
  readonly types: ReadonlySet<string>
  readonly members: ReadonlySet<string>
  readonly texts: ReadonlySet<string>
  /** By the name of the member that holds the text. */
  readonly opaque: ReadonlyMap<string, readonly OpaquePlace[]>
  /** One of them stands in every body that holds something set apart. */
  readonly marks: readonly string[]
}

const rulesOf = ({ signed: { types = [], members = [], texts = [] }, opaque }: ApartPlaces): Rules => {
  const byMember = new Map<string, OpaquePlace[]>()
  for (const place of opaque) {
    const member = place.path.at(-1) ?? ''
    byMember.set(member, [...(byMember.get(member) ?? []), place])
  }
  return {
    types: new Set(types),
    members: new Set(members),
    texts: new Set(texts),
    opaque: byMember,
    marks: [...types, ...members, ...texts, ...byMember.keys()].map((name) => JSON.stringify(name)),
  }
}

/** A text that is opaque if the objects around it turn out to be what they should. */
interface Candidate extends ByteRange {
  readonly form: OpaqueForm
  /** What the types of the objects around it must be, from the innermost on; undefined for any. */
  readonly types: readonly (readonly string[] | undefined)[]
}

interface Frame {
  readonly start: number
  /** Name of the member of the object around that this one is; undefined in an array. */
  readonly name: string | undefined
  /** Name of the member whose value comes next. */
  key: string | undefined
  signed: boolean
  /** What its member `type` says; undefined where it says nothing, or two things. */
  type: string | undefined
  typed: boolean
  held: Candidate[] | undefined
}

/** Names and types longer than this are none of those we look for. */
const LONGEST_NAME = 32
/** No upstream reads what is nested deeper: nothing there is set apart. */
const DEEPEST = 10_000
/** Bytes between strings that are passed without a pause. */
const SLICE = 64 * 1024

class Walk {
  readonly #rules: Rules
  readonly #bytes: Buffer
  readonly #open: Frame[] = []
  readonly #signed: ByteRange[] = []
  readonly #opaque: ByteRange[] = []
  /** Stand in the right place; whether they are what they should be is still to be looked at. */
  #settled: Candidate[] = []
  /** How many are open beyond the deepest that are looked into. */
  #beyond = 0
  #last = ''

  constructor(rules: Rules, bytes: Buffer) {
    this.#rules = rules
    this.#bytes = bytes
  }

  /** The bytes between two strings. */
  *structure(from: number, to: number): Work<void> {
    for (let at = from; at < to; at += 1) {
      this.#mark(this.#bytes[at] ?? 0, at)
      if (this.#settled.length > 0) yield* this.#look()
      if ((at - from) % SLICE === SLICE - 1) yield
    }
  }

  /** The content of a string. */
  text(start: number, end: number): void {
    this.#last = end - start <= LONGEST_NAME ? this.#bytes.toString('latin1', start, end) : ''
    const frame = this.#open.at(-1)
    if (frame?.key === undefined || end === start || this.#beyond > 0) return
    const { types, members, texts, opaque } = this.#rules
    if (frame.key === 'type') {
      frame.type = frame.typed ? undefined : this.#last
      frame.typed = true
    }
    if (members.has(frame.key) || (frame.key === 'type' && types.has(this.#last))) frame.signed = true
    else if (texts.has(frame.key)) this.#signed.push({ start, end })
    for (const place of opaque.get(frame.key) ?? []) this.#hold(frame, place, { start, end })
  }

  *finish(): Work<SetApart> {
    const size = this.#bytes.length
    while (this.#open.length > 0) this.#close(size)
    yield* this.#look()
    return { signed: this.#signed, opaque: this.#opaque.sort((a, b) => a.start - b.start) }
  }

  *#look(): Work<void> {
    const settled = this.#settled
    this.#settled = []
    for (const candidate of settled) {
      const part = yield* opaquePart(this.#bytes, candidate, candidate.form)
      if (part !== undefined) this.#opaque.push(part)
    }
  }

  #hold(frame: Frame, { path, types, form }: OpaquePlace, range: ByteRange): void {
    const holders = path.slice(0, -1).reverse()
    if (!holders.every((name, level) => this.#open.at(-1 - level)?.name === name)) return
    frame.held ??= []
    frame.held.push({ ...range, form, types })
  }

  #mark(byte: number, at: number): void {
    switch (byte) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.#begin(at)
        return
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#close(at + 1)
        return
      case COLON:
        this.#setKey(this.#last)
        return
      case COMMA:
        this.#setKey(undefined)
    }
  }

  #begin(start: number): void {
    if (this.#open.length === DEEPEST) {
      this.#beyond += 1
      return
    }
    const name = this.#open.at(-1)?.key
    this.#open.push({ start, name, key: undefined, signed: false, type: undefined, typed: false, held: undefined })
  }

  #close(end: number): void {
    if (this.#beyond > 0) {
      this.#beyond -= 1
      return
    }
    const frame = this.#open.pop()
    if (frame?.signed === true) this.#signed.push({ start: frame.start, end })
    for (const candidate of frame?.held ?? []) this.#settle(candidate, frame?.type)
  }

  /** An object around a candidate is closed, whose type is known now. */
  #settle({ types: [wanted, ...others], ...candidate }: Candidate, type: string | undefined): void {
    if (wanted !== undefined && !(type !== undefined && wanted.includes(type))) return
    const around = this.#open.at(-1)
    if (others.length > 0) {
      if (around === undefined) return
      around.held ??= []
      around.held.push({ ...candidate, types: others })
      return
    }
    this.#settled.push({ ...candidate, types: others })
  }

  #setKey(key: string | undefined): void {
    const frame = this.#open.at(-1)
    if (frame !== undefined && this.#beyond === 0) frame.key = key
  }
}

/**
 * Finds what an upstream has signed or encrypted and must get back byte for byte, from the types and members by which a protocol
 * tells it. An edit inside makes the whole request fail there.
 */
import { stringRanges } from '../../codec/json/json-strings.ts'
import type { ByteRange } from './protocol.ts'

/** What is signed in a protocol; names and types of at most 32 characters. */
export interface SignedPlaces {
  /** Values of `type` that make their object signed as a whole. */
  readonly types?: readonly string[]
  /** Members that make their object signed as a whole, when they hold a text that is not empty. */
  readonly members?: readonly string[]
  /** Members whose text is signed, and nothing around it. */
  readonly texts?: readonly string[]
}

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COLON = 0x3a
const COMMA = 0x2c

/** Ranges of all that is signed, ascending by their end. In a text that breaks off, an open object reaches to the end. */
export const signedRanges = (places: SignedPlaces): ((bytes: Buffer) => readonly ByteRange[]) => {
  const rules = rulesOf(places)
  return (bytes) => {
    if (!rules.marks.some((mark) => bytes.includes(mark))) return []
    const walk = new Walk(rules)
    const strings = stringRanges(bytes)
    let at = 0
    for (let index = 0; index < strings.length; index += 2) {
      const start = strings[index] ?? 0
      const end = strings[index + 1] ?? 0
      walk.structure(bytes, at, start - 1)
      walk.text(bytes, start, end)
      at = end + 1
    }
    walk.structure(bytes, at, bytes.length)
    return walk.finish(bytes.length)
  }
}

interface Rules {
  readonly types: ReadonlySet<string>
  readonly members: ReadonlySet<string>
  readonly texts: ReadonlySet<string>
  /** One of them stands in every body that holds something signed. */
  readonly marks: readonly string[]
}

const rulesOf = ({ types = [], members = [], texts = [] }: SignedPlaces): Rules => ({
  types: new Set(types),
  members: new Set(members),
  texts: new Set(texts),
  marks: [...types, ...members, ...texts].map((name) => JSON.stringify(name)),
})

interface Frame {
  readonly start: number
  /** Name of the member whose value comes next. */
  key: string | undefined
  signed: boolean
}

/** Names and types longer than this are none of those we look for. */
const LONGEST_NAME = 32

class Walk {
  readonly #rules: Rules
  readonly #open: Frame[] = []
  readonly #found: ByteRange[] = []
  #last = ''

  constructor(rules: Rules) {
    this.#rules = rules
  }

  /** The bytes between two strings. */
  structure(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#mark(bytes[at] ?? 0, at)
  }

  /** The content of a string. */
  text(bytes: Buffer, start: number, end: number): void {
    this.#last = end - start <= LONGEST_NAME ? bytes.toString('latin1', start, end) : ''
    const frame = this.#open.at(-1)
    if (frame?.key === undefined || end === start) return
    const { types, members, texts } = this.#rules
    if (members.has(frame.key) || (frame.key === 'type' && types.has(this.#last))) frame.signed = true
    else if (texts.has(frame.key)) this.#found.push({ start, end })
  }

  finish(size: number): readonly ByteRange[] {
    while (this.#open.length > 0) this.#close(size)
    return this.#found
  }

  #mark(byte: number, at: number): void {
    switch (byte) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.#open.push({ start: at, key: undefined, signed: false })
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

  #close(end: number): void {
    const frame = this.#open.pop()
    if (frame?.signed === true) this.#found.push({ start: frame.start, end })
  }

  #setKey(key: string | undefined): void {
    const frame = this.#open.at(-1)
    if (frame !== undefined) frame.key = key
  }
}

/** Goes through the strings of a JSON text from its beginning to its end, keeping none of them: a text may be all strings. */
import type { Work } from '../work/work.ts'
import { indexOfByte } from './json-cursor.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Where the content of a string stands, quotes left out. */
export interface StringSpan {
  readonly from: number
  readonly to: number
}

/** Strings that are passed without a pause. */
const STRINGS_A_SLICE = 16 * 1024

export class StringWalk {
  readonly #bytes: Buffer
  #from = -1
  #to = -1

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** The next string; undefined when there is none. One that does not end reaches to the end of the text. */
  next(): StringSpan | undefined {
    if (!this.#onward()) return undefined
    return { from: this.#from, to: this.#to }
  }

  /** The string in which a place lies, or undefined. Places ascend from call to call. */
  *around(place: number): Work<StringSpan | undefined> {
    for (let passed = 1; this.#to <= place && this.#onward(); passed += 1) {
      if (passed % STRINGS_A_SLICE === 0) yield
    }
    return this.#from <= place && place < this.#to ? { from: this.#from, to: this.#to } : undefined
  }

  #onward(): boolean {
    if (this.#to >= this.#bytes.length) return false
    const open = indexOfByte(this.#bytes, QUOTE, this.#to + 1)
    this.#from = open === -1 ? this.#bytes.length : open + 1
    this.#to = open === -1 ? this.#bytes.length : closingQuote(this.#bytes, open + 1)
    return open !== -1
  }
}

const closingQuote = (bytes: Buffer, from: number): number => {
  let at = indexOfByte(bytes, QUOTE, from)
  while (at !== -1 && isEscaped(bytes, from, at)) at = indexOfByte(bytes, QUOTE, at + 1)
  return at === -1 ? bytes.length : at
}

/** Whether an odd run of backslashes ends right before a place. */
const isEscaped = (bytes: Buffer, from: number, place: number): boolean => {
  let run = place
  while (run > from && bytes[run - 1] === BACKSLASH) run -= 1
  return ((place - run) & 1) === 1
}

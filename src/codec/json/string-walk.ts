/** Goes through the strings of a JSON text from its beginning to its end, keeping none of them: a text may be all strings. */
import type { Work } from '../work/work.ts'
import { backslashesBefore, QUOTE } from './json-bytes.ts'
import { indexOfByte } from './json-cursor.ts'

/** Where the content of a string stands, quotes left out. */
export interface StringSpan {
  readonly from: number
  readonly to: number
}

/** `more`: the string that was begun goes on behind this slice. */
export type WalkStep = 'string' | 'more' | 'end'

/** Strings that are passed without a pause. */
const STRINGS_A_SLICE = 16 * 1024
/** Bytes of one string that are passed without a pause. */
const SLICE = 256 * 1024

export class StringWalk {
  readonly #bytes: Buffer
  #from = -1
  #to = -1
  /** How far the string that was begun is read; -1 where none is. */
  #at = -1
  #escaped = false

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** Of the string that was passed last. */
  get from(): number {
    return this.#from
  }

  get to(): number {
    return this.#to
  }

  /** Over the next string, or as much of it as one slice holds. One that does not end reaches to the end of the text. */
  step(): WalkStep {
    if (this.#at === -1 && !this.#open()) return 'end'
    return this.#close() ? 'string' : 'more'
  }

  /** The string in which a place lies, or undefined. Places ascend from call to call. */
  *around(place: number): Work<StringSpan | undefined> {
    for (let passed = 1; this.#to <= place; passed += 1) {
      const step = this.step()
      if (step === 'end') break
      if (step === 'more' || passed % STRINGS_A_SLICE === 0) yield
    }
    return this.#from <= place && place < this.#to ? { from: this.#from, to: this.#to } : undefined
  }

  #open(): boolean {
    const { length } = this.#bytes
    if (this.#to >= length) return false
    const quote = indexOfByte(this.#bytes, QUOTE, this.#to + 1)
    this.#from = quote === -1 ? length : quote + 1
    if (quote === -1) this.#to = length
    else this.#at = this.#from
    this.#escaped = false
    return quote !== -1
  }

  #close(): boolean {
    const end = Math.min(this.#bytes.length, this.#at + SLICE)
    while (this.#at < end) {
      const quote = indexOfByte(this.#bytes, QUOTE, this.#at, end)
      const stop = quote === -1 ? end : quote
      const run = backslashesBefore(this.#bytes, this.#at, stop)
      const odd = (run & 1) === 1
      const escaped = run === stop - this.#at ? odd !== this.#escaped : odd
      this.#at = quote === -1 ? end : quote + 1
      this.#escaped = quote === -1 && escaped
      if (quote !== -1 && !escaped) return this.#ended(quote)
    }
    return this.#at >= this.#bytes.length && this.#ended(this.#bytes.length)
  }

  #ended(at: number): true {
    this.#to = at
    this.#at = -1
    return true
  }
}

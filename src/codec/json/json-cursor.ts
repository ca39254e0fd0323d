/** A place in the bytes of a JSON text that lies in several chunks, and ways to get from one value to the next without decoding. */

import { asBuffer } from '../bytes/as-buffer.ts'
import { backslashesBefore, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts'

export const END = -1

const EMPTY = new Uint8Array(0)

/** How each byte changes the depth of nesting. */
const NESTING = Int8Array.from({ length: 256 }, (_, byte) => {
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return 1
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET ? -1 : 0
})

/** 1 for the bytes that matter between values. */
const MARKS = NESTING.map((change, byte) => (byte === QUOTE ? 1 : Math.abs(change)))

/** How far the way over a value has come: `more` after so many bytes, so that nobody has to wait for it. */
export type Progress = 'done' | 'more' | 'broken'

/** Bytes that are passed in one go. */
export const SLICE = 256 * 1024

/** Stands for no mark within the slice. */
const NONE = -2

/** A place in a list of chunks. Strings are crossed by searching their closing quote, which is native code. */
export class Cursor {
  readonly #chunks: readonly Uint8Array[]
  #chunk: Uint8Array
  #index = 0
  /** Position in the present chunk. */
  #at = 0
  /** Offset of the present chunk in the body. */
  #base = 0
  /** Where in a value the cursor is while it passes one. */
  #inside: 'scalar' | 'string' | 'structure' = 'structure'
  #depth = 0
  /** Whether the byte here is escaped; in strings. */
  #escaped = false

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks
    this.#chunk = chunks[0] ?? EMPTY
  }

  offset(): number {
    return this.#base + this.#at
  }

  /** The byte here, or -1 after the last one. */
  byte(): number {
    while (this.#at >= this.#chunk.byteLength) if (!this.#nextChunk()) return END
    return this.#chunk[this.#at] ?? END
  }

  step(): void {
    this.#at += 1
  }

  /** Skips white space and gives the byte that follows; white space again where there is more of it than one slice. */
  token(): number {
    const until = this.offset() + SLICE
    let byte = this.byte()
    while (isSpace(byte) && this.offset() < until) {
      this.#at += 1
      byte = this.byte()
    }
    return byte
  }

  /** Over the value that begins here, or as much of it as one slice holds. */
  passValue(): Progress {
    const byte = this.byte()
    this.#depth = 0
    this.#escaped = false
    this.#inside = byte === QUOTE ? 'string' : byte === OPEN_BRACE || byte === OPEN_BRACKET ? 'structure' : 'scalar'
    if (this.#inside === 'string') this.#at += 1
    if (this.#inside === 'scalar' && endsScalar(byte)) return 'broken'
    return this.passOn()
  }

  /** Goes on after `more`. */
  passOn(): Progress {
    const until = this.offset() + SLICE
    if (this.#inside === 'scalar') return this.#passScalar(until)
    do {
      const progress = this.#inside === 'string' ? this.#passString(until) : this.#passMark(until)
      if (progress !== 'done') return progress
      if (this.#inside === 'structure' && this.#depth === 0) return 'done'
    } while (this.offset() < until)
    return 'more'
  }

  /** The bytes from an offset to here; undefined when they are more than so many. */
  since(start: number, most: number): Buffer | undefined {
    const size = this.offset() - start
    if (size > most) return undefined
    if (size <= this.#at) return asBuffer(this.#chunk.subarray(this.#at - size, this.#at))
    const pieces: Uint8Array[] = []
    let end = this.#at
    let missing = size
    for (let index = this.#index; missing > 0; index -= 1) {
      const chunk = this.#chunks[index] ?? EMPTY
      const from = Math.max(0, end - missing)
      pieces.push(chunk.subarray(from, end))
      missing -= end - from
      end = this.#chunks[index - 1]?.byteLength ?? 0
    }
    return Buffer.concat(pieces.reverse())
  }

  /** To behind the closing quote. */
  #passString(until: number): Progress {
    while (this.offset() < until) {
      const quote = indexOfByte(this.#chunk, QUOTE, this.#at)
      const end = quote === -1 ? this.#chunk.byteLength : quote
      const run = backslashesBefore(this.#chunk, this.#at, end)
      const odd = (run & 1) === 1
      const escaped = run === end - this.#at ? odd !== this.#escaped : odd
      if (quote === -1) {
        this.#escaped = escaped
        if (!this.#nextChunk()) return 'broken'
        continue
      }
      this.#at = quote + 1
      this.#escaped = false
      if (escaped) continue
      this.#inside = 'structure'
      return 'done'
    }
    return 'more'
  }

  /** Over the next quote, brace or bracket. */
  #passMark(until: number): Progress {
    const byte = this.#toMark(until)
    if (byte === NONE) return 'more'
    if (byte === END) return 'broken'
    this.#at += 1
    if (byte === QUOTE) this.#inside = 'string'
    else this.#depth += NESTING[byte] ?? 0
    return 'done'
  }

  /** To the next quote, brace or bracket here or further on, and which it is. */
  #toMark(until: number): number {
    do {
      const chunk = this.#chunk
      const end = Math.min(chunk.byteLength, until - this.#base)
      let at = this.#at
      while (at < end && MARKS[chunk[at] ?? 0] === 0) at += 1
      this.#at = at
      if (at < end) return chunk[at] ?? END
      if (at < chunk.byteLength) return NONE
    } while (this.#nextChunk())
    return END
  }

  /** Over a number or a literal. */
  #passScalar(until: number): Progress {
    while (!endsScalar(this.byte())) {
      if (this.offset() >= until) return 'more'
      this.#at += 1
    }
    return 'done'
  }

  #nextChunk(): boolean {
    const next = this.#chunks[this.#index + 1]
    if (next === undefined) {
      this.#at = this.#chunk.byteLength
      return false
    }
    this.#base += this.#chunk.byteLength
    this.#index += 1
    this.#chunk = next
    this.#at = 0
    return true
  }
}

export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

const endsScalar = (byte: number): boolean =>
  byte === END || byte <= 0x20 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET

/** Looking at one byte costs about 3 ns, a native search 70 ns and next to nothing per byte: so near by hand, far by search. */
const NEAR = 24

/** Like `indexOf`, quick for what is near too. Nothing at or behind `end` is looked at. */
export const indexOfByte = (chunk: Uint8Array, byte: number, from: number, end = chunk.byteLength): number => {
  const near = Math.min(from + NEAR, end)
  for (let index = from; index < near; index += 1) if (chunk[index] === byte) return index
  if (near >= end) return -1
  // Buffer's search is memchr; that of Uint8Array is a loop thirty times slower.
  const part = end === chunk.byteLength ? chunk : chunk.subarray(0, end)
  return Buffer.prototype.indexOf.call(part, byte, near)
}

/** The text of a string with its quotes, decoded; undefined when its escapes are wrong. */
export const decodeString = (bytes: Buffer): string | undefined => {
  const text = bytes.toString('utf8')
  if (!text.includes('\\')) return text.slice(1, -1)
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

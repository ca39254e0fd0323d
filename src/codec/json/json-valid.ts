/**
 * Whether bytes are one JSON text (RFC 8259). Reads them once, without building anything: the values of a hostile text can take forty times
 * its size. Deep nesting costs a bit for each level, no stack.
 */

import type { Work } from '../work/work.ts'
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts'
import { isSpace } from './json-cursor.ts'

/** Bytes that are read in one go. */
const SLICE = 64 * 1024

/** What may come next. */
type Expected = 'value' | 'first-element' | 'first-key' | 'key' | 'colon' | 'after'

export function* isJson(bytes: Buffer): Work<boolean> {
  const reader = new Reader(bytes)
  for (;;) {
    const result = reader.run()
    if (result !== undefined) return result
    yield
  }
}

class Reader {
  readonly #bytes: Buffer
  readonly #nesting = new Nesting()
  #expected: Expected = 'value'
  #inString: 'key' | 'value' | undefined
  #at: number

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.#at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  }

  /** Undefined when a slice was read and the answer is still open. */
  run(): boolean | undefined {
    const until = this.#at + SLICE
    while (this.#at < until) {
      if (this.#inString !== undefined) {
        if (!this.#string(until)) return false
        continue
      }
      const byte = this.#bytes[this.#at]
      if (byte === undefined) return this.#expected === 'after' && this.#nesting.depth === 0
      if (isSpace(byte)) this.#at += 1
      else if (!this.#token(byte)) return false
    }
    return undefined
  }

  #token(byte: number): boolean {
    switch (this.#expected) {
      case 'value':
        return this.#value(byte)
      case 'first-element':
        return byte === CLOSE_BRACKET ? this.#close('array') : this.#value(byte)
      case 'first-key':
        return byte === CLOSE_BRACE ? this.#close('object') : this.#key(byte)
      case 'key':
        return this.#key(byte)
      case 'colon':
        return byte === COLON && this.#pass('value')
      case 'after':
        return this.#after(byte)
    }
  }

  #pass(expected: Expected): true {
    this.#at += 1
    this.#expected = expected
    return true
  }

  #key(byte: number): boolean {
    this.#inString = 'key'
    return byte === QUOTE && this.#pass('colon')
  }

  #value(byte: number): boolean {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.#nesting.open(byte === OPEN_BRACE)
      return this.#pass(byte === OPEN_BRACE ? 'first-key' : 'first-element')
    }
    if (byte === QUOTE) {
      this.#inString = 'value'
      return this.#pass('after')
    }
    this.#expected = 'after'
    return this.#scalar()
  }

  #after(byte: number): boolean {
    if (this.#nesting.depth === 0) return false
    const { inObject } = this.#nesting
    if (byte === COMMA) return this.#pass(inObject ? 'key' : 'value')
    return this.#close(inObject ? 'object' : 'array', byte)
  }

  #close(holder: 'object' | 'array', byte = holder === 'object' ? CLOSE_BRACE : CLOSE_BRACKET): boolean {
    if (byte !== (holder === 'object' ? CLOSE_BRACE : CLOSE_BRACKET)) return false
    this.#nesting.close()
    return this.#pass('after')
  }

  /** Through the rest of a string, as far as `until`. False for what may not stand there. */
  #string(until: number): boolean {
    while (this.#at < until) {
      const byte = this.#bytes[this.#at]
      this.#at += 1
      if (byte === QUOTE) {
        this.#inString = undefined
        return true
      }
      if (byte === undefined || byte < 0x20 || (byte === BACKSLASH && !this.#escape())) return false
    }
    return true
  }

  #escape(): boolean {
    const letter = this.#bytes[this.#at]
    this.#at += 1
    if (letter !== LETTER_U) return letter !== undefined && ESCAPED.has(letter)
    const digits = this.#bytes.toString('latin1', this.#at, this.#at + 4)
    this.#at += 4
    return /^[0-9a-fA-F]{4}$/.test(digits)
  }

  /** A number or a literal, in one go: there is no shorter way over a number. */
  #scalar(): boolean {
    const literal = LITERALS.find((word) => this.#bytes.toString('latin1', this.#at, this.#at + word.length) === word)
    if (literal !== undefined) {
      this.#at += literal.length
      return true
    }
    if (this.#bytes[this.#at] === MINUS) this.#at += 1
    if (this.#bytes[this.#at] === ZERO) this.#at += 1
    else if (!this.#digits()) return false
    if (this.#bytes[this.#at] === DOT && !this.#digits(1)) return false
    const letter = this.#bytes[this.#at]
    if (letter !== LETTER_E && letter !== CAPITAL_E) return true
    const sign = this.#bytes[this.#at + 1]
    return this.#digits(sign === MINUS || sign === PLUS ? 2 : 1)
  }

  /** At least one digit, after so many bytes. */
  #digits(after = 0): boolean {
    const from = this.#at + after
    let at = from
    for (let byte = this.#bytes[at]; byte !== undefined && byte >= ZERO && byte <= NINE; byte = this.#bytes[at]) at += 1
    this.#at = at
    return at > from
  }
}

const LETTER_U = 0x75
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))
const LITERALS = ['true', 'false', 'null']
const MINUS = 0x2d
const PLUS = 0x2b
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LETTER_E = 0x65
const CAPITAL_E = 0x45

/** Which of the holders that are open are objects: one bit each. */
class Nesting {
  depth = 0
  #bits = new Uint8Array(64)

  get inObject(): boolean {
    const last = this.depth - 1
    return ((this.#bits[last >> 3] ?? 0) & (1 << (last & 7))) !== 0
  }

  open(object: boolean): void {
    const place = this.depth >> 3
    if (place >= this.#bits.length) {
      const larger = new Uint8Array(2 * this.#bits.length)
      larger.set(this.#bits)
      this.#bits = larger
    }
    const bit = 1 << (this.depth & 7)
    const others = (this.#bits[place] ?? 0) & ~bit
    this.#bits[place] = object ? others | bit : others
    this.depth += 1
  }

  close(): void {
    this.depth -= 1
  }
}

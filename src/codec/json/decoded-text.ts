/** What the strings of a JSON text say once their escapes are undone, and where in the bytes each place of it stands. */

import { asBuffer } from '../bytes/as-buffer.ts'
import type { Work } from '../work/work.ts'
import { BACKSLASH } from './json-bytes.ts'
import { indexOfByte } from './json-cursor.ts'

const LETTER_U = 0x75

/** Escapes that are undone without a pause. */
const ESCAPES_A_SLICE = 4096

/**
 * The content of the string between two places, its escapes undone; a view where there are none. Half a surrogate pair becomes three bytes
 * that are no UTF-8, so that no text is taken for it; a backslash that begins no escape stays.
 */
export function* decodedText(bytes: Buffer, from: number, to: number): Work<Buffer> {
  const content = bytes.subarray(0, to)
  let slash = nextBackslash(content, from)
  if (slash === to) return bytes.subarray(from, to)
  const decoded = Buffer.allocUnsafe(to - from)
  let at = from
  let size = 0
  for (let escapes = 1; slash < to; escapes += 1) {
    size += bytes.copy(decoded, size, at, slash)
    const unit = escapeAt(content, slash)
    size = writeRune(decoded, size, runeOf(unit))
    at = slash + widthOf(unit)
    slash = nextBackslash(content, at)
    if (escapes % ESCAPES_A_SLICE === 0) yield
  }
  size += bytes.copy(decoded, size, at, to)
  return decoded.subarray(0, size)
}

/** Tells for places in the decoded text of a string, ascending, where they stand in its bytes. */
export class RawPlaces {
  /** From the beginning of the text to the end of the string. */
  readonly #content: Buffer
  #raw: number
  #decoded = 0
  /** The next backslash at or behind `#raw`; searched for once, for it may be far away. */
  #slash: number

  constructor(bytes: Buffer, from: number, to: number) {
    this.#content = bytes.subarray(0, to)
    this.#raw = from
    this.#slash = nextBackslash(this.#content, from)
  }

  rawOf(place: number): number {
    for (;;) {
      const run = this.#slash - this.#raw
      if (this.#decoded + run >= place || this.#slash === this.#content.length) return this.#raw + place - this.#decoded
      const unit = escapeAt(this.#content, this.#slash)
      this.#raw = this.#slash + widthOf(unit)
      this.#decoded += run + sizeOf(runeOf(unit))
      this.#slash = nextBackslash(this.#content, this.#raw)
    }
  }
}

/** The next backslash at or behind a place; the end of the content where there is none. */
export const nextBackslash = (content: Buffer, from: number): number => {
  const at = indexOfByte(content, BACKSLASH, from)
  return at === -1 ? content.length : at
}

/** A code point and how many bytes its escape takes: four bits of width. */
const packed = (rune: number, width: number): number => (rune << 4) | width
export const runeOf = (unit: number): number => unit >> 4
export const widthOf = (unit: number): number => unit & 15

const SIMPLE = new Map<number, number>([
  [0x22, 0x22],
  [0x2f, 0x2f],
  [0x5c, 0x5c],
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
])

/** The escape that begins at this backslash (RFC 8259 section 7); the backslash itself where there is none. */
export const escapeAt = (content: Buffer, at: number): number => {
  const letter = content[at + 1] ?? 0
  if (letter !== LETTER_U) {
    const simple = SIMPLE.get(letter)
    return simple === undefined ? packed(BACKSLASH, 1) : packed(simple, 2)
  }
  const unit = unitAt(content, at)
  if (unit === -1) return packed(BACKSLASH, 1)
  if (unit < 0xd800 || unit > 0xdbff) return packed(unit, 6)
  const second = unitAt(content, at + 6)
  if (second < 0xdc00 || second > 0xdfff) return packed(unit, 6)
  return packed(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00), 12)
}

/** The UTF-16 unit of a `\u` escape, or -1. */
const unitAt = (content: Buffer, at: number): number => {
  if (content[at] !== BACKSLASH || content[at + 1] !== LETTER_U) return -1
  let unit = 0
  for (let index = at + 2; index < at + 6; index += 1) {
    const digit = DIGITS[content[index] ?? 0] ?? -1
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}

/** The value of each byte as a hexadecimal digit, -1 for what is none. */
const DIGITS = Int8Array.from({ length: 256 }, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()),
)

/** Bytes of a code point in UTF-8. */
export const sizeOf = (rune: number): number => {
  if (rune < 0x80) return 1
  if (rune < 0x800) return 2
  return rune < 0x10000 ? 3 : 4
}

/** Writes a code point as UTF-8; returns the place behind it. */
export const writeRune = (into: Buffer, at: number, rune: number): number => {
  const size = sizeOf(rune)
  if (size === 1) {
    into[at] = rune
    return at + 1
  }
  let rest = rune
  for (let index = at + size - 1; index > at; index -= 1) {
    into[index] = 0x80 | (rest & 0x3f)
    rest >>= 6
  }
  into[at] = ((0xf00 >> size) & 0xff) | rest
  return at + size
}

/** A text as it stands between the quotes of a JSON string. */
export const escapedText = (text: string): string => JSON.stringify(text).slice(1, -1)

/** The same for bytes. */
export const escapedBytes = (bytes: Uint8Array): Buffer =>
  Buffer.from(escapedText(asBuffer(bytes).toString('utf8')), 'utf8')

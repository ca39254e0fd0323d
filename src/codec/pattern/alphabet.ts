/**
 * Reads text as symbols: all characters between which no node of a program tells a difference are one symbol, so that an automaton needs
 * few transitions. A symbol also says what stands before its character, as far as assertions ask about it.
 */
import { ASSERTION, CHARACTER, type Program } from './program.ts'

/** What stands on one side of a place. */
export const OTHER = 0
export const WORD = 1
export const LINE_BREAK = 2
export const EDGE = 3

/** A piece of text, as symbols. */
export interface Block {
  /** Characters in it. */
  count: number
  readonly symbols: Uint16Array
  /** Where each character begins, and where the last one ends: byte offsets in bytes, UTF-16 offsets in a string. */
  readonly offsets: Int32Array
}

/** Largest number of characters a block holds: so many are read without a pause, also where each of them costs a new state. */
export const BLOCK_SIZE = 2048

export const createBlock = (size = BLOCK_SIZE): Block => ({
  count: 0,
  symbols: new Uint16Array(size),
  offsets: new Int32Array(size + 1),
})

export interface Alphabet {
  /** How many symbols there are. */
  readonly size: number
  /** The character nodes that take a symbol. */
  readonly takers: (symbol: number) => readonly number[]
  /** What the character of a symbol is to those who stand before it. */
  readonly side: (symbol: number) => number
  /** What stands before the character of a symbol. */
  readonly before: (symbol: number) => number
  /** Reads the text between two places, both of them borders of characters, into a block that is large enough. */
  readonly read: (text: string | Uint8Array, from: number, to: number, into: Block) => void
  /** What stands before a place. */
  readonly sideBefore: (text: string | Uint8Array, place: number) => number
}

export const createAlphabet = (program: Program): Alphabet => {
  const classes = classify(program)
  const sides = program.nodes.some(({ kind }) => kind === ASSERTION) ? 4 : 1
  const classOf = (rune: number): number => classes.ofRange[rangeOf(program.bounds, rune)] ?? 0
  const ascii = Uint16Array.from({ length: 128 }, (_, rune) => classOf(rune) * sides)
  const asciiSide = Uint8Array.from({ length: 128 }, (_, rune) => (sides === 1 ? OTHER : sideOf(rune)))
  const sideBefore = (text: string | Uint8Array, place: number): number => {
    if (sides === 1) return OTHER
    if (place === 0) return EDGE
    const unit = typeof text === 'string' ? text.charCodeAt(place - 1) : (text[place - 1] ?? 0)
    return asciiSide[unit] ?? OTHER
  }
  return {
    size: classes.takers.length * sides,
    takers: (symbol) => classes.takers[Math.floor(symbol / sides)] ?? [],
    side: (symbol) => (sides === 1 ? OTHER : sideOf(classes.samples[Math.floor(symbol / sides)] ?? 0)),
    before: (symbol) => symbol % sides,
    sideBefore,
    read: (text, from, to, block) => {
      const runeAt = typeof text === 'string' ? runeInString : runeInBytes
      let side = sideBefore(text, from)
      let count = 0
      let at = from
      while (at < to) {
        const unit = typeof text === 'string' ? text.charCodeAt(at) : (text[at] ?? 0)
        block.offsets[count] = at
        if (unit < 128) {
          block.symbols[count] = (ascii[unit] ?? 0) + side
          side = asciiSide[unit] ?? OTHER
          at += 1
        } else {
          const rune = runeAt(text, at)
          block.symbols[count] = classOf(rune >> 3) * sides + side
          side = OTHER
          at += rune & 7
        }
        count += 1
      }
      block.offsets[count] = at
      block.count = count
    },
  }
}

/** The nearest border of characters at or before a place. */
export const borderBefore = (text: string | Uint8Array, place: number): number => {
  for (let back = 1; back <= 3 && back <= place; back += 1) {
    if (widthAt(text, place - back) > back) return place - back
  }
  return place
}

/** How far the character at a place reaches. */
export const widthAt = (text: string | Uint8Array, at: number): number =>
  (typeof text === 'string' ? runeInString(text, at) : runeInBytes(text, at)) & 7

const sideOf = (rune: number): number => {
  if (rune === 0x0a) return LINE_BREAK
  return rune < 128 && /\w/.test(String.fromCharCode(rune)) ? WORD : OTHER
}

interface Classes {
  /** The class of each range between two bounds. */
  readonly ofRange: readonly number[]
  /** The nodes that take the characters of each class. */
  readonly takers: readonly (readonly number[])[]
  /** One character of each class. */
  readonly samples: readonly number[]
}

/** Ranges of characters that the same nodes take, and that look the same to assertions, are one class. */
const classify = ({ nodes, bounds }: Program): Classes => {
  const characters = nodes.flatMap((node, index) => (node.kind === CHARACTER ? [{ node, index }] : []))
  const known = new Map<string, number>()
  const takers: number[][] = []
  const samples: number[] = []
  const ofRange = [0, ...bounds].map((sample) => {
    const taking = characters.filter(({ node }) => node.takes(sample)).map(({ index }) => index)
    const key = `${sideOf(sample)} ${taking.join(' ')}`
    const former = known.get(key)
    if (former !== undefined) return former
    known.set(key, takers.length)
    samples.push(sample)
    return takers.push(taking) - 1
  })
  return { ofRange, takers, samples }
}

/** Position of the range a code point lies in. */
const rangeOf = (bounds: readonly number[], rune: number): number => {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((bounds[middle] ?? 0) <= rune) low = middle + 1
    else high = middle
  }
  return low
}

/** A code point and its width in one number: three bits of width. Objects would cost more than the reading. */
const packed = (rune: number, width: number): number => (rune << 3) | width

const runeInString = (text: string | Uint8Array, at: number): number => {
  const rune = (text as string).codePointAt(at) ?? 0
  return packed(rune, rune > 0xffff ? 2 : 1)
}

/** What stands for a byte that begins no well-formed sequence (Unicode, section 3.9, table 3-7). */
const BROKEN = packed(0xfffd, 1)

const runeInBytes = (text: string | Uint8Array, at: number): number => {
  const bytes = text as Uint8Array
  const first = bytes[at] ?? 0
  if (first < 0x80) return packed(first, 1)
  if (first < 0xc2 || first > 0xf4) return BROKEN
  const width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  let rune = first & (0x7f >> width)
  for (let index = 1; index < width; index += 1) {
    const next = bytes[at + index] ?? 0
    if ((next & 0xc0) !== 0x80) return BROKEN
    rune = (rune << 6) | (next & 0x3f)
  }
  return isWellFormed(rune, width) ? packed(rune, width) : BROKEN
}

/** The smallest code point that needs so many bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]

const isWellFormed = (rune: number, width: number): boolean =>
  rune >= (SMALLEST[width] ?? 0) && rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff)

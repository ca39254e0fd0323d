/**
 * The shape of a key: literal characters and classes that repeat, `ghp_[A-Za-z0-9]{36}`. A small part of regular expressions that needs no
 * way back, so that holding a text against it takes one look at each byte.
 */
import { type ByteSet, byteSet, has, membersOf } from './byte-set.ts'
import { endsWord, mayStartWord } from './word-ends.ts'

/** A class and how often it stands there; a literal character stands once. */
export interface Piece {
  readonly set: ByteSet
  readonly literal: boolean
  readonly least: number
  readonly most: number
}

export interface Shape {
  readonly pieces: readonly Piece[]
  /** Position among the pieces of the first literal: everything before it is of variable length at most. */
  readonly anchor: number
}

/** Bytes of the longest key: what goes on for longer is no key. */
export const LONGEST = 1000

const PIECE = /\[((?:\\.|[^\]])+)\](?:\{(\d+)(?:(,)(\d*))?\})?|\\?([\s\S])/g

/** Throws `RangeError` for a shape without a literal. */
export const shape = (source: string): Shape => {
  const pieces = [...source.matchAll(PIECE)].map(([, content, least, comma, most, literal]): Piece => {
    if (content === undefined) return { set: literalSet(literal ?? ''), literal: true, least: 1, most: 1 }
    const fewest = Number(least ?? 1)
    const mostOf = most === undefined || most === '' ? LONGEST : Number(most)
    return { set: byteSet(content), literal: false, least: fewest, most: comma === undefined ? fewest : mostOf }
  })
  const anchor = pieces.findIndex(({ literal }) => literal)
  if (anchor < 0) throw new RangeError(`The shape ${source} has no literal character`)
  return { pieces, anchor }
}

const literalSet = (character: string): ByteSet => {
  const set = new Uint8Array(256)
  set[character.charCodeAt(0)] = 1
  return set
}

export interface ShapeMatch {
  readonly start: number
  readonly end: number
}

/** The match whose first literal stands at `at`: as long as it can be. */
export const matchShape = ({ pieces, anchor }: Shape, text: Uint8Array, at: number): ShapeMatch | undefined => {
  let start = at
  for (const piece of pieces.slice(0, anchor).reverse()) {
    const count = countBack(piece, text, start)
    if (count < piece.least) return undefined
    start -= count
  }
  const end = endOf(anchor === 0 ? pieces : pieces.slice(anchor), text, at)
  return end === undefined ? undefined : { start, end }
}

/** Where a row of pieces that begins at a place ends; undefined where it does not stand there. */
export const endOf = (pieces: readonly Piece[], text: Uint8Array, from: number): number | undefined => {
  let end = from
  for (const piece of pieces) {
    let count = 0
    while (count < piece.most && has(piece.set, text[end])) {
      end += 1
      count += 1
    }
    if (count < piece.least) return undefined
  }
  return end
}

const ESCAPED = byteSet('"/\\\\')

/** Whether JSON may write a byte of the shape in two ways, so that bytes with their escapes cannot be held against it. */
export const mayBeEscaped = ({ pieces }: Shape): boolean =>
  pieces.some(({ set }) => ESCAPED.some((is, byte) => is === 1 && set[byte] === 1))

/** As `Ahead` says, for a shape that no escape breaks: bytes to the end of the match whose first literal stands at `at`. */
export const shapeAhead = ({ pieces, anchor }: Shape, bytes: Uint8Array, at: number): number => {
  let start = at
  for (const piece of pieces.slice(0, anchor).reverse()) {
    const count = countBack(piece, bytes, start)
    if (count < piece.least) return start - at - count
    start -= count
  }
  if (!mayStartWord(bytes, start)) return start - at
  let end = at
  for (let index = anchor; index < pieces.length; index += 1) {
    const piece = pieces[index] as Piece
    let count = 0
    while (count < piece.most && has(piece.set, bytes[end])) {
      end += 1
      count += 1
    }
    if (count < piece.least) return start - end
  }
  return endsWord(bytes, end) ? end - at : start - end
}

const countBack = ({ set, most }: Piece, text: Uint8Array, before: number): number => {
  let count = 0
  while (count < most && count < before && has(set, text[before - 1 - count])) count += 1
  return count
}

/** A text of this shape, as short as it may be and sometimes longer. */
export const sampleOf = ({ pieces }: Shape, random: () => number): string =>
  pieces.map((piece) => sampleOfPiece(piece, random)).join('')

const sampleOfPiece = ({ set, least, most }: Piece, random: () => number): string => {
  const members = membersOf(set)
  const count = least + Math.floor(random() * (Math.min(most, least + 6) - least + 1))
  let made = ''
  for (let index = 0; index < count; index += 1) made += members[Math.floor(random() * members.length)]
  return made
}

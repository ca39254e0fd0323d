/**
 * A gate: a row of byte sets that stands in every secret of a kind, or beside it. Gates are looked for in the bytes as they were sent, escapes
 * and all, so they hold no byte that JSON writes in two ways unless it is written out in both.
 */
import { type ByteSet, byteSet } from './byte-set.ts'
import type { Shape } from './shape.ts'

export interface Gate {
  readonly sets: readonly ByteSet[]
  /** How many of its bytes stand before the place that `find` is given. */
  readonly before: number
  /** The only text that opens it, one character a byte; undefined where there are several. */
  readonly literal?: string
}

/** A literal text; letters count in either case where `anyCase` says so. */
export const literalGate = (text: string, { anyCase = false } = {}): Gate => {
  const bytes = Buffer.from(text, 'utf8')
  if (anyCase) return { sets: Array.from(bytes, (byte) => EITHER_CASE[byte] as ByteSet), before: 0 }
  return { sets: Array.from(bytes, (byte) => ONLY[byte] as ByteSet), before: 0, literal: bytes.toString('latin1') }
}

const setOf = (...bytes: readonly number[]): ByteSet => {
  const set = new Uint8Array(256)
  for (const byte of bytes) set[byte] = 1
  return set
}

/** For each byte the set of it alone: thousands of words share them. */
const ONLY: readonly ByteSet[] = Array.from({ length: 256 }, (_, byte) => setOf(byte))

const EITHER_CASE: readonly ByteSet[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return byte < 0x80 ? setOf(character.toLowerCase().charCodeAt(0), character.toUpperCase().charCodeAt(0)) : setOf(byte)
})

/** As JSON may write the characters of a text that it need not escape: `/` as `\/`, all beyond ASCII by number. */
export const literalGates = (text: string, options: { anyCase?: boolean } = {}): readonly Gate[] => {
  const numbered = (upper: boolean): string =>
    text.replace(/[\u0080-\uffff]/g, (unit) => {
      const digits = unit.charCodeAt(0).toString(16).padStart(4, '0')
      return `\\u${upper ? digits.toUpperCase() : digits}`
    })
  const spellings = new Set([text, text.replaceAll('/', '\\/'), numbered(false), numbered(true)])
  return [...spellings].map((spelling) => literalGate(spelling, options))
}

/** Bytes of a shape beyond which a longer gate sorts nothing out. */
const LONGEST_GATE = 64

/** The part of a shape around its first literal whose length is certain. Bytes that JSON may escape end it. */
export const shapeGate = ({ pieces, anchor }: Shape): Gate => {
  const sets: ByteSet[] = []
  const before = pieces[anchor - 1]
  const lead = before === undefined || mayBeEscaped(before.set) ? 0 : Math.min(before.least, LONGEST_GATE)
  for (let count = 0; count < lead && before !== undefined; count += 1) sets.push(before.set)
  for (const piece of pieces.slice(anchor)) {
    if (mayBeEscaped(piece.set)) break
    for (let count = 0; count < piece.least && sets.length < LONGEST_GATE; count += 1) sets.push(piece.set)
    if (piece.most !== piece.least) break
  }
  return { sets, before: lead }
}

const ESCAPED = byteSet('"/\\\\')

const mayBeEscaped = (set: ByteSet): boolean => ESCAPED.some((is, byte) => is === 1 && set[byte] === 1)

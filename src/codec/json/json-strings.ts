/**
 * Where strings stand in the bytes of a JSON text, and whether a place lies inside one of their escapes. Enough to edit text
 * inside strings so that the JSON stays valid; the structure around them is not looked at.
 */

import { indexOfByte } from './json-cursor.ts'

/** Byte ranges of the contents of all strings, quotes left out: start, end, start, end, …, ascending. */
export type StringRanges = readonly number[]

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LETTER_U = 0x75

/** An unterminated last string reaches to the end of the bytes. */
export const stringRanges = (bytes: Buffer): StringRanges => {
  const ranges: number[] = []
  let open = indexOfByte(bytes, QUOTE, 0)
  while (open !== -1) {
    const close = closingQuote(bytes, open + 1)
    ranges.push(open + 1, close)
    open = close >= bytes.length ? -1 : indexOfByte(bytes, QUOTE, close + 1)
  }
  return ranges
}

/** The range (start, end) of the string in which the bytes from `start` to `end` lie wholly, or undefined. */
export const stringAround = (
  ranges: StringRanges,
  start: number,
  end: number,
): readonly [number, number] | undefined => {
  let low = 0
  let high = ranges.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const from = ranges[middle * 2] ?? 0
    const to = ranges[middle * 2 + 1] ?? 0
    if (start < from) high = middle - 1
    else if (start > to) low = middle + 1
    else return end <= to ? [from, to] : undefined
  }
  return undefined
}

/** Whether cutting the string that begins at `from` at `place` would cut an escape (`\n`, `\u00e9`) in two. */
export const cutsEscape = (bytes: Buffer, from: number, place: number): boolean => {
  if (oddBackslashes(bytes, from, place)) return true
  for (let back = 1; back <= 4 && place - back > from; back += 1) {
    if (bytes[place - back] === LETTER_U && oddBackslashes(bytes, from, place - back)) return true
  }
  return false
}

/** Whether an odd run of backslashes ends right before `place`: the byte there is escaped. */
const oddBackslashes = (bytes: Buffer, from: number, place: number): boolean => {
  let run = place
  while (run > from && bytes[run - 1] === BACKSLASH) run -= 1
  return ((place - run) & 1) === 1
}

const closingQuote = (bytes: Buffer, from: number): number => {
  let at = indexOfByte(bytes, QUOTE, from)
  while (at !== -1 && oddBackslashes(bytes, from, at)) at = indexOfByte(bytes, QUOTE, at + 1)
  return at === -1 ? bytes.length : at
}

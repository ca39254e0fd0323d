/** Where strings stand in the bytes of a JSON text; the structure around them is not looked at. */

import { indexOfByte } from './json-cursor.ts'

/** Byte ranges of the contents of all strings, quotes left out: start, end, start, end, …, ascending. */
export type StringRanges = readonly number[]

const QUOTE = 0x22
const BACKSLASH = 0x5c

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

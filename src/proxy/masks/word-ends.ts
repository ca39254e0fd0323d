/** Where words begin and end, in a text that may itself hold the escapes of another one. */
import { byteSet, has, WORD } from './byte-set.ts'

const BACKSLASH = 0x5c
const ESCAPE_LETTERS = byteSet('bfnrt')

/** Whether a word may begin at a place: no part of a word stands before it. The letter of an escape, as in `\n`, is no part of a word. */
export const startsWord = (text: Uint8Array, at: number): boolean => {
  if (!has(WORD, text[at - 1])) return true
  return text[at - 2] === BACKSLASH && has(ESCAPE_LETTERS, text[at - 1])
}

/** Whether a word may end before a place. */
export const endsWord = (text: Uint8Array, at: number): boolean => !has(WORD, text[at])

/** Bytes of the longest escape of one character by its number. */
const LONGEST_ESCAPE = 6

/** The same of bytes whose escapes stand: wrong only in the direction of yes. */
export const mayStartWord = (bytes: Uint8Array, at: number): boolean => {
  if (!has(WORD, bytes[at - 1])) return true
  for (let place = at - LONGEST_ESCAPE; place < at; place += 1) if (bytes[place] === BACKSLASH) return true
  return false
}

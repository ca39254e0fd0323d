/** Long strings of JSON between their text and their escapes, a piece at a time. */
import type { Work } from '../work/work.ts'

/** Characters that are read or written in one go. */
const PIECE = 64 * 1024
/** Characters of the longest escape. */
const ESCAPE = 6

/** What the string says whose text stands between `start` and `end` (exclusive), quotes left out; undefined when it is none. */
export function* readEscapes(text: string, start: number, end: number): Work<string | undefined> {
  if (yield* isPlain(text, start, end)) return text.slice(start, end)
  let said = ''
  let at = start
  while (at < end) {
    const next = end - at <= PIECE ? end : beforeEscape(text, at, at + PIECE)
    try {
      said += JSON.parse(`"${text.slice(at, next)}"`)
    } catch {
      return undefined
    }
    at = next
    yield
  }
  return said
}

/** What makes a string more than its slice: an escape, or a control character that JSON forbids there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
export const NOT_PLAIN = /[\\\u0000-\u001f]/

function* isPlain(text: string, start: number, end: number): Work<boolean> {
  for (let at = start; at < end; at += PIECE) {
    if (NOT_PLAIN.test(text.slice(at, Math.min(end, at + PIECE)))) return false
    yield
  }
  return true
}

/** The last place up to `end` that cuts no escape. */
const beforeEscape = (text: string, start: number, end: number): number => {
  const last = text.lastIndexOf('\\', end - 1)
  if (last < end - ESCAPE) return end
  let first = last
  while (first > start && text.charCodeAt(first - 1) === 0x5c) first -= 1
  // Backslashes come in pairs, but for the one that begins an escape.
  if ((last - first) % 2 === 1) return last + 1
  return last
}

/** The JSON text of a long string. */
export function* writeLongText(said: string): Work<string> {
  let written = '"'
  let at = 0
  while (at < said.length) {
    const next = wholeCharacter(said, Math.min(said.length, at + PIECE))
    written += JSON.stringify(said.slice(at, next)).slice(1, -1)
    at = next
    yield
  }
  return `${written}"`
}

/** Two halves of a surrogate pair stay together: alone each would be written as an escape. */
const wholeCharacter = (text: string, end: number): number => {
  const code = text.charCodeAt(end - 1)
  return end < text.length && code >= 0xd800 && code <= 0xdbff ? end - 1 : end
}

/** Whether a string is worth writing in pieces. */
export const isLongText = (said: string): boolean => said.length > 4 * PIECE

/** The elements of a JSON array that comes in pieces, one by one, without the array ever being whole. */

import { type FrameHandler, type Framer, HeldBytes } from '../bytes/held-bytes.ts'
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-bytes.ts'

/**
 * Calls `onElement` with the bytes of each element of the outermost array that is an object or an array, others are skipped.
 * `limit`: bytes of the largest element that is held.
 */
export const createArrayFramer = (limit: number, onElement: FrameHandler): Framer => {
  const held = new HeldBytes(limit)
  let depth = 0
  let inString = false
  let escaped = false
  const inText = (byte: number): void => {
    if (escaped) escaped = false
    else if (byte === BACKSLASH) escaped = true
    else if (byte === QUOTE) inString = false
  }
  /** Whether the byte begins an element (1), ends one (-1), or neither. */
  const edge = (byte: number): number => {
    if (inString) {
      inText(byte)
      return 0
    }
    if (byte === QUOTE) inString = true
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1
      return depth === 2 ? 1 : 0
    }
    if (byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET) return 0
    depth -= 1
    return depth === 1 ? -1 : 0
  }
  return {
    push: (chunk) => {
      let start = depth >= 2 ? 0 : -1
      for (let at = 0; at < chunk.length; at += 1) {
        const found = edge(chunk[at] ?? 0)
        if (found === 1) start = at
        if (found !== -1) continue
        held.push(chunk.subarray(start, at + 1))
        onElement(held.take())
        start = -1
      }
      if (start >= 0) held.push(chunk.subarray(start))
    },
    // An element that was not closed is no element.
    end: () => undefined,
  }
}

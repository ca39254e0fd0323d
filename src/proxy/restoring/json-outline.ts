/** A JSON text in which long strings are one letter: it says where everything stands, and is small where texts and pictures are large. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { backslashesBefore, QUOTE } from '../../codec/json/json-bytes.ts'
import type { Work } from '../../codec/work/work.ts'

/** Bytes of the longest string that stays: names, and the words by which protocols tell one thing from another. */
const LONGEST_WORD = 256
const LETTER = Buffer.from('x')
/** Strings that are passed without a pause. */
const STRINGS_A_PAUSE = 8192

/** `bytes` are JSON. Without the mark of its byte order. */
export function* outlineOf(bytes: Buffer): Work<Buffer> {
  const parts: Uint8Array[] = []
  let kept = bytes[0] === 0xef ? 3 : 0
  let strings = 0
  for (let open = bytes.indexOf(QUOTE); open >= 0; ) {
    const close = closingQuote(bytes, open + 1)
    if (close - open > LONGEST_WORD) {
      parts.push(bytes.subarray(kept, open + 1), LETTER)
      kept = close
    }
    open = bytes.indexOf(QUOTE, close + 1)
    strings += 1
    if (strings % STRINGS_A_PAUSE === 0) yield
  }
  parts.push(bytes.subarray(kept))
  return asBuffer(Buffer.concat(parts))
}

const closingQuote = (bytes: Buffer, from: number): number => {
  let at = bytes.indexOf(QUOTE, from)
  while (at >= 0 && (backslashesBefore(bytes, from, at) & 1) === 1) at = bytes.indexOf(QUOTE, at + 1)
  return at < 0 ? bytes.length : at
}

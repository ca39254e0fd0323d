/** What a dry run shows of a body: the surroundings of the first places in it, bounded, with the places in characters. */
import type { FilterStep } from '../../contract/api/documents.ts'

/** Byte offsets, end exclusive. */
export type ByteSpan = readonly [start: number, end: number]

export interface Excerpt {
  readonly text: string
  /** UTF-16 offsets in `text`. Only the places that stand in it whole. */
  readonly ranges: FilterStep['hits']
}

/** Bytes shown before the first place of a body that is too long to be shown whole. */
const BEFORE = 200
/** Places marked in one excerpt. */
const MOST_RANGES = 500

/** `spans` ascend. At most `most` bytes, from a little before the first of them on. */
export const excerptOf = (bytes: Buffer, spans: readonly ByteSpan[], most: number): Excerpt => {
  const isWhole = bytes.length <= most
  const start = isWhole ? 0 : characterFrom(bytes, Math.max(0, (spans[0]?.[0] ?? 0) - BEFORE))
  const end = isWhole ? bytes.length : characterFrom(bytes, Math.min(bytes.length, start + most))
  const shown = spans.slice(0, MOST_RANGES).filter(([, spanEnd]) => spanEnd <= end)
  const window = bytes.subarray(start, end)
  return { text: window.toString('utf8'), ranges: charRanges(window, shown, start) }
}

/** The place itself, or the end of the character it stands in the middle of. */
const characterFrom = (bytes: Buffer, place: number): number => {
  let at = place
  while (at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80 && at < place + 4) at += 1
  return at
}

/** Ascending byte ranges as UTF-16 ranges. */
const charRanges = (bytes: Buffer, spans: readonly ByteSpan[], shift: number): { start: number; end: number }[] => {
  let byte = 0
  let unit = 0
  const unitAt = (offset: number): number => {
    unit += bytes.toString('utf8', byte, offset - shift).length
    byte = offset - shift
    return unit
  }
  return spans.map(([start, end]) => ({ start: unitAt(start), end: unitAt(end) }))
}

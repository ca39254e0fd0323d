/** Of finds that overlap, those that count. */
import { RANKS } from '../masks/kind.ts'
import type { Sighting } from './detectors.ts'

/** Of the higher rank, then the longer. Ascending by place. */
export const withoutOverlaps = <Seen extends Sighting>(seen: readonly Seen[]): readonly Seen[] => {
  if (seen.length < 2) return seen
  const ordered = seen.toSorted(
    (a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  const from = seen.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY)
  const to = seen.reduce((most, { end }) => Math.max(most, end), 0)
  /** 1 for each byte that is spoken for. */
  const taken = new Uint8Array(to - from)
  const kept = ordered.filter(({ start, end }) => {
    const range = taken.subarray(start - from, end - from)
    if (range.includes(1)) return false
    range.fill(1)
    return true
  })
  return kept.sort((a, b) => a.start - b.start)
}

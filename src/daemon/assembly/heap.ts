/**
 * How far the heap may grow: between two full collections of garbage far only while they come one upon the other, and so it is with the
 * space for new objects, beyond the half of what V8 would let it have. Set while it runs: given to Node as switches, they would cost each start 10 ms, because Node can use what
 * it compiled in advance only with the switches of that time. V8 of Node 26 grows the space for new objects by other rules and does not ask.
 */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** How full collections follow each other. */
export type Pace = 'quiet' | 'busy'

/** Percent of what lives, added before the next full collection. */
const GROWTH: Readonly<Record<Pace, number>> = { quiet: 100, busy: 200 }
/** Two full collections within so many ms are many; once they are, that is said for longer. */
const MANY_MS: Readonly<Record<Pace, number>> = { quiet: 400, busy: 1000 }

/** Bytes of the space for new objects, both its halves: up to here it may be doubled, beyond only where it must. V8 goes to 32 MB. */
const DOUBLED_FREELY = 8 * 1024 * 1024
/** It must where so many of its collections follow another within so many ms: then they cost more than the memory is worth. */
const OFTEN = { collections: 9, ms: 450 }

/** Watches the collections of this thread from now on. What it sets holds for all threads. */
export const letHeapGrow = (): void => {
  const noteFull = letOldGrow()
  const noteSmall = letNewGrow()
  const watch = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = kindOf(entry)
      if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) noteFull(entry.startTime)
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR) noteSmall(entry.startTime)
    }
  })
  watch.observe({ entryTypes: ['gc'] })
}

/**
 * Bodies lie outside of V8's heap but count towards its growth, so that V8's own careful steps let 20 MB of bodies cause a full
 * collection, of a heap in which nothing of them lies: that was half of the cost of a 2 MB request. Where bodies come that fast, the
 * heap may grow; at other times memory is worth more than the few collections that are saved (docs/decisions/0011). Returns what is
 * called with the time, in ms, of each full collection.
 */
const letOldGrow = (): ((at: number) => void) => {
  let pace: Pace = 'quiet'
  let last = Number.NEGATIVE_INFINITY
  setGrowth(GROWTH[pace])
  return (at) => {
    const next = paceAfter(pace, at - last)
    if (next !== pace) setGrowth(GROWTH[next])
    pace = next
    last = at
  }
}

/** `gapMs`: time between the last two full collections. */
export const paceAfter = (pace: Pace, gapMs: number): Pace => (gapMs < MANY_MS[pace] ? 'busy' : 'quiet')

/** Counts from the next full collection on. */
const setGrowth = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`)

/** V8 doubles the space for new objects as soon as much of it is alive, however rarely that is, and halves it in quiet times by itself. */
const letNewGrow = (): ((at: number) => void) => {
  const times: number[] = new Array(OFTEN.collections).fill(Number.NEGATIVE_INFINITY)
  let may = true
  return (at) => {
    times.push(at)
    const first = times.shift() ?? Number.NEGATIVE_INFINITY
    const next = newMayGrow(newSpaceBytes(), at - first)
    if (next !== may) setFlagsFromString(`--semi-space-growth-factor=${next ? 2 : 1}`)
    may = next
  }
}

/** `tookMs`: time in which the last of its collections came. */
export const newMayGrow = (bytes: number, tookMs: number): boolean => bytes <= DOUBLED_FREELY || tookMs < OFTEN.ms

/** Both halves; takes some 5 µs. */
const newSpaceBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0

const kindOf = (entry: PerformanceEntry & { readonly detail?: unknown }): number | undefined =>
  (entry.detail as { kind?: number } | undefined)?.kind

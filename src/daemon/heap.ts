/** How far the heap may grow between two full collections of garbage: far only while they come one upon the other. */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'

/** How full collections follow each other. */
export type Pace = 'quiet' | 'busy'

/** Percent of what lives, added before the next full collection. */
const GROWTH: Readonly<Record<Pace, number>> = { quiet: 100, busy: 200 }
/** Two full collections within so many ms are many; once they are, that is said for longer. */
const MANY_MS: Readonly<Record<Pace, number>> = { quiet: 400, busy: 1000 }

/**
 * Bodies lie outside of V8's heap but count towards its growth, so that V8's own careful steps let 20 MB of bodies cause a full
 * collection, of a heap in which nothing of them lies: that was half of the cost of a 2 MB request. Where bodies come that fast, the
 * heap may grow; at other times memory is worth more than the few collections that are saved (docs/decisions/0011).
 */
export const letHeapGrow = (): void => {
  let pace: Pace = 'quiet'
  let last = Number.NEGATIVE_INFINITY
  setGrowth(GROWTH[pace])
  const watch = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!isFullCollection(entry)) continue
      const next = paceAfter(pace, entry.startTime - last)
      if (next !== pace) setGrowth(GROWTH[next])
      pace = next
      last = entry.startTime
    }
  })
  watch.observe({ entryTypes: ['gc'] })
}

/** `gapMs`: time between the last two full collections. */
export const paceAfter = (pace: Pace, gapMs: number): Pace => (gapMs < MANY_MS[pace] ? 'busy' : 'quiet')

/** Counts from the next full collection on. */
const setGrowth = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`)

const isFullCollection = (entry: PerformanceEntry & { readonly detail?: unknown }): boolean =>
  (entry.detail as { kind?: number } | undefined)?.kind === constants.NODE_PERFORMANCE_GC_MAJOR

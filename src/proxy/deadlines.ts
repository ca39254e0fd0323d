/** All time-outs of the proxy on one coarse timer: arming and touching a deadline is an assignment, not a timer. */
import type { Clock } from '../contract/clock.ts'

export interface Deadline {
  /** Starts the time over, or with another length in ms. */
  readonly touch: (ms?: number) => void
  /** Stops counting until the next `touch`. */
  readonly hold: () => void
  /** Ends it for good. */
  readonly clear: () => void
}

export interface Deadlines {
  /** Calls `expire` once, at the first tick after `ms` without a touch. */
  readonly arm: (ms: number, expire: () => void) => Deadline
  readonly close: () => void
}

/** How late a deadline may fire, in ms. Time-outs here are seconds to minutes. */
const TICK_MS = 200

interface Entry {
  dueAt: number
  ms: number
  readonly expire: () => void
}

export const createDeadlines = (clock: Clock): Deadlines => {
  const entries = new Set<Entry>()
  let timer: NodeJS.Timeout | undefined

  const tick = (): void => {
    const now = clock.elapsed()
    for (const entry of entries) {
      if (entry.dueAt > now) continue
      entries.delete(entry)
      entry.expire()
    }
    if (entries.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    arm: (ms, expire) => {
      const entry: Entry = { dueAt: clock.elapsed() + ms, ms, expire }
      entries.add(entry)
      timer ??= setInterval(tick, TICK_MS).unref()
      return {
        touch: (next) => {
          if (next !== undefined) entry.ms = next
          entry.dueAt = clock.elapsed() + entry.ms
        },
        hold: () => {
          entry.dueAt = Number.POSITIVE_INFINITY
        },
        clear: () => entries.delete(entry),
      }
    },
    close: () => {
      clearInterval(timer)
      entries.clear()
    },
  }
}

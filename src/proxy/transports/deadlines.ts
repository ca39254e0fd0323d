/** All time-outs of the proxy on one coarse timer: arming and touching a deadline is an assignment, not a timer. */
import type { Clock } from '../../contract/clock.ts'

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
  /** Place in the list; -1 when it is out. */
  index: number
  readonly expire: () => void
}

export const createDeadlines = (clock: Clock): Deadlines => {
  // No Set: when one that lives long grows or shrinks, V8 leaves the former table behind with what was in it, and each points to the
  // next, so that requests that are long over survive until a full collection (docs/decisions/0014).
  const entries: Entry[] = []
  let timer: NodeJS.Timeout | undefined

  const remove = (entry: Entry): void => {
    if (entry.index < 0) return
    const last = entries.pop()
    if (last !== undefined && last !== entry) {
      entries[entry.index] = last
      last.index = entry.index
    }
    entry.index = -1
  }

  const tick = (): void => {
    const now = clock.elapsed()
    // Backwards, since what fills the place of a removed one comes from the end.
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const entry = entries[index]
      if (entry === undefined || entry.dueAt > now) continue
      remove(entry)
      entry.expire()
    }
    if (entries.length > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    arm: (ms, expire) => {
      const entry: Entry = { dueAt: clock.elapsed() + ms, ms, index: entries.length, expire }
      entries.push(entry)
      timer ??= setInterval(tick, TICK_MS).unref()
      return {
        touch: (next) => {
          if (next !== undefined) entry.ms = next
          entry.dueAt = clock.elapsed() + entry.ms
        },
        hold: () => {
          entry.dueAt = Number.POSITIVE_INFINITY
        },
        clear: () => remove(entry),
      }
    },
    close: () => {
      clearInterval(timer)
      entries.length = 0
    },
  }
}

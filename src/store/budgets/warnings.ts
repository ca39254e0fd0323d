/** Tells once per threshold and period that a budget is being used up: on the bus, and in the daemon's log. */
import type { Over } from './allowance.ts'
import { shareOf } from './allowance.ts'
import type { CounterOf } from './budget-set.ts'
import type { Standing } from './limit-port.ts'
import type { Window } from './window.ts'

export interface Passed {
  readonly counter: CounterOf
  /** The threshold; 1: it is used up. */
  readonly threshold: number
  readonly used: number
  readonly standing: Standing
}

export interface Warnings {
  /** What was passed since it was asked last. */
  readonly look: (counter: CounterOf, standing: Standing) => Passed | undefined
  /** Forgets all counters but these. */
  readonly forget: (names: ReadonlySet<string>) => void
}

interface Told {
  readonly window: Window
  readonly threshold: number
}

export const createWarnings = (): Warnings => {
  const told = new Map<string, Told>()
  return {
    look: (counter, standing) => {
      const { spent, presumed } = standing
      const { budget, name, window } = counter
      const used = shareOf(spent + presumed, budget.limitIn(window))
      const threshold = thresholdOf(budget.entry, used) ?? 0
      const before = told.get(name)
      const known = before !== undefined && isSamePeriod(before.window, window) ? before.threshold : 0
      told.set(name, { window, threshold })
      return threshold > known ? { counter, threshold, used, standing } : undefined
    },
    forget: (names) => {
      for (const name of told.keys()) if (!names.has(name)) told.delete(name)
    },
  }
}

/** The highest threshold that is passed; 1 where all is used up, undefined below the first. */
export const thresholdOf = ({ warnAt }: Pick<Over['entry'], 'warnAt'>, used: number): number | undefined =>
  used >= 1 ? 1 : warnAt.findLast((threshold) => used >= threshold)

/** A window that moves has no periods: there a threshold is told again once it was gone below. */
const isSamePeriod = (one: Window, other: Window): boolean => other.spans !== undefined || one.from === other.from

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
  /** From here up to `before` nothing new can be told. */
  readonly from: bigint
  readonly before: bigint | undefined
}

export const createWarnings = (): Warnings => {
  const told = new Map<string, Told>()
  return {
    look: (counter, standing) => {
      const { budget, name, window } = counter
      const spent = standing.spent + standing.presumed
      const former = told.get(name)
      if (former?.window === window && isBetween(spent, former)) return undefined
      const limit = budget.limitIn(window)
      const used = shareOf(spent, limit)
      const threshold = thresholdOf(budget.entry, used) ?? 0
      const known = former !== undefined && isSamePeriod(former.window, window) ? former.threshold : 0
      told.set(name, { window, threshold, ...stepAround(budget.entry, threshold, limit ?? 0n) })
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

const isBetween = (spent: bigint, { from, before }: Told): boolean =>
  spent >= from && (before === undefined || spent < before)

/** Between which amounts a threshold is the highest that is passed: spares a division for each request. */
const stepAround = ({ warnAt }: Pick<Over['entry'], 'warnAt'>, threshold: number, limit: bigint) => {
  const next = threshold >= 1 ? undefined : (warnAt.find((one) => one > threshold) ?? 1)
  // Rounded to the side on which it is looked at more closely.
  return { from: amountAt(threshold, limit) + 1n, before: next === undefined ? undefined : amountAt(next, limit) }
}

const SHARES = 1_000_000

const amountAt = (share: number, limit: bigint): bigint => (limit * BigInt(Math.floor(share * SHARES))) / BigInt(SHARES)

/** A window that moves has no periods: there a threshold is told again once it was gone below. */
const isSamePeriod = (one: Window, other: Window): boolean => other.spans !== undefined || one.from === other.from

/**
 * Counters of what was spent. In memory for a daemon by itself; a team shares them, with leases in place of what is left. What they start
 * from is always the ledger.
 */
import type { Window } from './window.ts'

export interface LimitKey {
  /** Name of the counter. */
  readonly name: string
  readonly window: Window
  readonly limit: bigint
  /** What the request will probably take of it. */
  readonly estimate: bigint
}

/** What running requests have reserved, by counter. Held by the request, changed by the port alone. */
export interface Grant {
  readonly shares: Map<string, Share>
}

export interface Share {
  readonly amount: bigint
  /** In which it was reserved. */
  readonly window: Window
}

export type Admission =
  | { readonly kind: 'in' }
  /** Counters that have reached their limit; nothing was reserved. */
  | { readonly kind: 'over'; readonly names: readonly string[] }

/** What an answer adds to one counter. */
export interface Spent {
  readonly name: string
  /** The counter's window now. */
  readonly window: Window
  /** Quarter of an hour since 1970 in which the request began. */
  readonly bucket: number
  readonly amount: bigint
  /** Whether nobody knows what it really was, so that an estimate stands for it. */
  readonly isPresumed: boolean
}

/** What a counter stands at. */
export interface Standing {
  readonly spent: bigint
  /** Estimates that stand for requests of unknown cost. */
  readonly presumed: bigint
  readonly reserved: bigint
  /** First quarter with anything in it that counts; undefined where nothing was spent, and where the window does not move. */
  readonly since: number | undefined
}

/** By counter, then by quarter of an hour; where a window does not move all stands under its first quarter. */
export type CounterSums = ReadonlyMap<string, ReadonlyMap<number, Pick<Standing, 'spent' | 'presumed'>>>

export interface LimitPort {
  /**
   * Reserves the estimate of every key, or of none where spent and reserved by others together have reached a limit. What the grant holds
   * already for a counter is replaced, and not asked about again.
   */
  readonly admit: (keys: readonly LimitKey[], grant: Grant) => Admission
  /** Gives back what was reserved on these counters. */
  readonly release: (grant: Grant, names: readonly string[]) => void
  /** What was really spent takes the place of what was reserved, in one step. */
  readonly settle: (grant: Grant, spent: readonly Spent[]) => void
  /** The ledger has these sums: they replace what was counted. What is reserved stays. */
  readonly confirmed: (sums: CounterSums, windows: ReadonlyMap<string, Window>) => void
  readonly standing: (name: string, window: Window) => Standing
  /** Names of all counters there are. */
  readonly names: () => readonly string[]
  /** Earliest quarter in which less than `limit` is left of a moving window, if nothing more is spent; undefined where it does not move. */
  readonly freeAgain: (name: string, window: Window, limit: bigint) => number | undefined
}

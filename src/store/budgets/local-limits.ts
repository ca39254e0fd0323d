/** The counters of one daemon, in its memory: nothing here waits. */
import type { Admission, CounterSums, Grant, LimitKey, LimitPort, Share, Spent, Standing } from './limit-port.ts'
import { holds, type Window } from './window.ts'

const IN: Admission = { kind: 'in' }

export const createLocalLimits = (): LimitPort => {
  let counters = new Map<string, Counter>()
  const counter = (name: string, window: Window): Counter => {
    const known = counters.get(name)
    if (known !== undefined) {
      known.moveTo(window)
      return known
    }
    const made = new Counter(window)
    counters.set(name, made)
    return made
  }
  const giveBack = (grant: Grant, name: string): void => {
    const share = grant.shares.get(name)
    if (share === undefined) return
    grant.shares.delete(name)
    counters.get(name)?.release(share)
  }
  const isOver = (grant: Grant, { name, window, limit }: LimitKey): boolean => {
    if (grant.shares.has(name)) return false
    return counter(name, window).taken >= limit
  }
  const reserve = (grant: Grant, { name, window, estimate }: LimitKey): void => {
    const former = grant.shares.get(name)
    if (former?.amount === estimate && former.window === window) return
    giveBack(grant, name)
    counter(name, window).reserve(estimate)
    grant.shares.set(name, { amount: estimate, window })
  }
  return {
    admit: (keys, grant) => {
      if (keys.some((key) => isOver(grant, key))) {
        return { kind: 'over', names: keys.filter((key) => isOver(grant, key)).map(({ name }) => name) }
      }
      for (const key of keys) reserve(grant, key)
      return IN
    },
    release: (grant, names) => {
      for (const name of names) giveBack(grant, name)
    },
    settle: (grant, spent) => {
      for (const [name, share] of grant.shares) counters.get(name)?.release(share)
      grant.shares.clear()
      for (const one of spent) counter(one.name, one.window).add(one)
    },
    confirmed: (sums, windows) => {
      counters = remade(counters, sums, windows)
    },
    standing: (name, window) => counter(name, window).standing(),
    names: () => [...counters.keys()],
    freeAgain: (name, window, limit) => counter(name, window).freeAgain(limit),
  }
}

const remade = (
  counters: ReadonlyMap<string, Counter>,
  sums: CounterSums,
  windows: ReadonlyMap<string, Window>,
): Map<string, Counter> => {
  const fresh = new Map<string, Counter>()
  for (const [name, window] of windows) {
    const counter = new Counter(window)
    for (const [bucket, { spent, presumed }] of sums.get(name) ?? []) {
      counter.add({ bucket, amount: spent, isPresumed: false })
      counter.add({ bucket, amount: presumed, isPresumed: true })
    }
    const former = counters.get(name)
    if (former?.isSame(window) === true) counter.reserve(former.reserved)
    fresh.set(name, counter)
  }
  return fresh
}

interface Sum {
  spent: bigint
  presumed: bigint
}

const NOTHING = 0n

/** What was spent in one window: in one sum, or by quarters of an hour where the window moves. */
class Counter {
  #window: Window
  readonly #sums = new Map<number, Sum>()
  #spent = NOTHING
  #presumed = NOTHING
  #reserved = NOTHING

  constructor(window: Window) {
    this.#window = window
  }

  get reserved(): bigint {
    return this.#reserved
  }

  /** All that is not free. */
  get taken(): bigint {
    return this.#spent + this.#presumed + this.#reserved
  }

  /** Whether a reservation made in the other window is one in this. */
  isSame({ from, spans }: Pick<Window, 'from' | 'spans'>): boolean {
    return spans === this.#window.spans && (spans !== undefined || from === this.#window.from)
  }

  /** What lies before the window counts no more. A clock that is put back changes nothing: that would be money for nothing. */
  moveTo(window: Window): void {
    if (window === this.#window || window.from <= this.#window.from) return
    if (!this.isSame(window)) this.#reserved = NOTHING
    this.#window = window
    for (const [bucket, sum] of this.#sums) {
      if (holds(window, bucket)) continue
      this.#sums.delete(bucket)
      this.#spent -= sum.spent
      this.#presumed -= sum.presumed
    }
  }

  add({ bucket, amount, isPresumed }: Pick<Spent, 'bucket' | 'amount' | 'isPresumed'>): void {
    if (!holds(this.#window, bucket) || amount === NOTHING) return
    const key = this.#window.spans === undefined ? this.#window.from : bucket
    const sum = this.#sums.get(key) ?? { spent: NOTHING, presumed: NOTHING }
    this.#sums.set(key, sum)
    if (isPresumed) {
      sum.presumed += amount
      this.#presumed += amount
    } else {
      sum.spent += amount
      this.#spent += amount
    }
  }

  reserve(amount: bigint): void {
    this.#reserved += amount
  }

  /** What was reserved in a period that is over was given back at its end. */
  release({ amount, window }: Share): void {
    if (!this.isSame(window)) return
    this.#reserved = amount < this.#reserved ? this.#reserved - amount : NOTHING
  }

  standing(): Standing {
    const moves = this.#window.spans !== undefined && this.#sums.size > 0
    return {
      spent: this.#spent,
      presumed: this.#presumed,
      reserved: this.#reserved,
      since: moves ? Math.min(...this.#sums.keys()) : undefined,
    }
  }

  freeAgain(limit: bigint): number | undefined {
    const { spans, from } = this.#window
    if (spans === undefined) return undefined
    let left = this.#spent + this.#presumed
    for (const [bucket, { spent, presumed }] of [...this.#sums].sort(([one], [other]) => one - other)) {
      left -= spent + presumed
      if (left < limit) return bucket + spans
    }
    return from + spans
  }
}

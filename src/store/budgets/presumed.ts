/** Requests of unknown cost, at what they are taken for: by the same key as in the totals, until the process ends. */
import { entryKey, type LedgerEntry } from '../records/entry.ts'

/** Keys that are kept. Clients name models, so that there may be any number; the oldest go first. */
const MOST = 10_000

export interface PresumedCost {
  readonly entry: LedgerEntry
  /** Nano-dollars. */
  readonly nano: bigint
}

export interface PresumedCosts {
  readonly add: (entry: LedgerEntry, nano: bigint) => void
  readonly list: () => Iterable<PresumedCost>
  /** They were priced again: what is still unknown has no price. */
  readonly clear: () => void
}

export const createPresumedCosts = (): PresumedCosts => {
  const costs = new Map<string, PresumedCost>()
  return {
    add: (entry, nano) => {
      const key = entryKey(entry)
      costs.set(key, { entry, nano: (costs.get(key)?.nano ?? 0n) + nano })
      for (const oldest of costs.keys()) {
        if (costs.size <= MOST) return
        costs.delete(oldest)
      }
    },
    list: () => costs.values(),
    clear: () => costs.clear(),
  }
}

/** What the totals say that budgets have spent: everything a counter starts from. */
import { BUCKET_MS, type LedgerEntry } from '../records/entry.ts'
import type { Ledger, LedgerGroup, LedgerQuery, LedgerRow } from '../records/ledger.ts'
import type { Budget } from './budget.ts'
import { type BudgetSet, countersOf } from './budget-set.ts'
import type { CounterSums, Standing } from './limit-port.ts'
import type { Means } from './means.ts'
import type { PresumedCost } from './presumed.ts'
import { holds, startOfBucket, type Window } from './window.ts'

type Totals = Pick<Ledger, 'totals'>

export interface Reading {
  readonly sums: CounterSums
  readonly windows: ReadonlyMap<string, Window>
}

/** Adds up what a counter holds, by the quarters of its window. */
export class CounterReading implements Reading {
  readonly sums = new Map<string, Map<number, Pick<Standing, 'spent' | 'presumed'>>>()
  readonly windows = new Map<string, Window>()

  add(name: string, window: Window, one: { bucket: number; spent?: bigint; presumed?: bigint }): void {
    this.windows.set(name, window)
    if (!holds(window, one.bucket)) return
    const buckets = this.sums.get(name) ?? new Map()
    this.sums.set(name, buckets)
    const key = window.spans === undefined ? window.from : one.bucket
    const { spent, presumed } = buckets.get(key) ?? { spent: 0n, presumed: 0n }
    buckets.set(key, { spent: spent + (one.spent ?? 0n), presumed: presumed + (one.presumed ?? 0n) })
  }

  /** What has not reached the totals yet, and what stands for unknown costs. */
  addEntries(set: BudgetSet, entries: readonly LedgerEntry[], now: number): void {
    for (const entry of entries) {
      for (const { budget, name, window } of countersOf(set, entry, now)) {
        this.add(name, window, { bucket: entry.bucket, spent: budget.amountOf(entry) })
      }
    }
  }

  addPresumed(set: BudgetSet, costs: Iterable<PresumedCost>, now: number): void {
    for (const { entry, nano } of costs) {
      for (const { budget, name, window } of countersOf(set, entry, now)) {
        if (budget.unit === 'nano') this.add(name, window, { bucket: entry.bucket, presumed: nano })
      }
    }
  }
}

/** One question per budget, one after the other: a start does not wait for many at once. */
export const readTotals = async (ledger: Totals, set: BudgetSet, now: number): Promise<CounterReading> => {
  const reading = new CounterReading()
  for (const budget of set.budgets) {
    const window = budget.windowAt(now)
    for (const row of await ledger.totals(queryOf(budget, window))) addRow(reading, { budget, window, row })
  }
  return reading
}

const queryOf = ({ entry }: Budget, { from, before, spans }: Window): LedgerQuery => {
  const { service, upstream, token, model } = entry
  const groupBy: LedgerGroup[] = [
    ...(spans === undefined ? [] : (['quarter'] as const)),
    ...(model === undefined ? [] : (['model'] as const)),
    ...(token === '*' ? (['token'] as const) : []),
  ]
  return {
    groupBy,
    timeZone: 'UTC',
    ...(from === 0 ? {} : { since: startOfBucket(from) }),
    ...(before === undefined ? {} : { until: startOfBucket(before) }),
    ...(service === undefined ? {} : { service }),
    ...(upstream === undefined ? {} : { upstream }),
    ...(token === undefined || token === '*' ? {} : { token }),
  }
}

interface Row {
  readonly budget: Budget
  readonly window: Window
  readonly row: LedgerRow
}

const addRow = (reading: CounterReading, { budget, window, row }: Row): void => {
  const { token = '', model = '', quarter } = row.key
  const { entry } = budget
  if (!budget.countsModel(model)) return
  const name = entry.token === '*' ? budget.counterFor(entry.service ?? '', token) : entry.id
  if (name === undefined) return
  const bucket = quarter === undefined ? window.from : Math.floor(Date.parse(`${quarter}Z`) / BUCKET_MS)
  reading.add(name, window, { bucket, spent: budget.amountOf(row) })
}

const DAY_MS = 24 * 60 * 60 * 1000

/** What requests took on the last day, so that the first ones after a start are not taken for free. */
export const seedMeans = async (ledger: Totals, means: Means, now: number): Promise<void> => {
  for (const { key, requests, cost, usage } of await ledger.totals({
    since: now - DAY_MS,
    groupBy: ['token', 'model'],
  })) {
    const priced = BigInt(requests - cost.unpriced)
    if (priced <= 0n) continue
    means.seed(key.token ?? '', key.model ?? '', {
      nano: cost.cost / priced,
      tokens: BigInt(usage.uncachedInput + usage.cacheRead + usage.cacheCreate + usage.output) / priced,
    })
  }
}

/** The budgets that are in force, made ready together. */
import type { BudgetSettings } from '../../contract/budget-settings.ts'
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import type { LedgerEntry } from '../records/entry.ts'
import { type Budget, createBudget } from './budget.ts'
import { calendarPeriod, type Window } from './window.ts'

export interface BudgetSet {
  readonly settings: BudgetSettings
  /** In the order of the document; without those that are switched off. */
  readonly budgets: readonly Budget[]
  readonly book: PriceBook
}

/** The calendar is read only where a budget needs it: most machines never do. */
export const openBudgetSet = async (settings: BudgetSettings, book: PriceBook): Promise<BudgetSet> => {
  const entries = settings.budgets.filter(({ enabled }) => enabled)
  const stretchAt = entries.some((entry) => calendarPeriod(entry) !== undefined)
    ? (await import('./calendar.ts')).stretchAt
    : undefined
  return { settings, book, budgets: entries.map((entry) => createBudget(entry, { book, stretchAt })) }
}

/** One counter of a budget, as it counts now. */
export interface CounterOf {
  readonly budget: Budget
  readonly name: string
  readonly window: Window
}

/** Every counter to which something that was counted belongs. */
export const countersOf = (
  { budgets }: BudgetSet,
  { service, token, model, upstream }: Pick<LedgerEntry, 'service' | 'token' | 'model' | 'upstream'>,
  now: number,
): readonly CounterOf[] => {
  const counters: CounterOf[] = []
  for (const budget of budgets) {
    const name = budget.counterFor(service, token)
    if (name === undefined || !budget.countsUpstream(upstream) || !budget.countsModel(model)) continue
    counters.push({ budget, name, window: budget.windowAt(now) })
  }
  return counters
}

/** Budgets as answers tell them: amounts as digits. */
import type { BudgetView } from '../../contract/api/budgets.ts'
import type { BudgetEntry } from '../../contract/budget-settings.ts'
import { decimalText } from '../../contract/money/decimal.ts'
import { endOf, shareOf } from './allowance.ts'
import { NANO, tokenOfCounter } from './budget.ts'
import type { CounterView } from './budgets.ts'
import { thresholdOf } from './warnings.ts'
import { startOfBucket } from './window.ts'

/** One for each counter, and one for each budget that is switched off. `now` in ms since 1970. */
export const budgetViews = (
  entries: readonly BudgetEntry[],
  counters: readonly CounterView[],
  now: number,
): readonly BudgetView[] =>
  entries.flatMap((entry) => {
    if (!entry.enabled) return [{ ...plain(entry), state: 'off' as const }]
    const own = counters.filter(({ counter }) => counter.budget.entry.id === entry.id)
    // One that counts each token by itself counts nobody before the first one comes.
    return own.length === 0 ? [{ ...plain(entry), state: 'ok' as const }] : own.map((view) => viewOf(view, now))
  })

/** What is known of a budget without a counter. */
const plain = (entry: BudgetEntry): Omit<BudgetView, 'state'> => ({
  id: entry.id,
  token: entry.token ?? null,
  service: entry.service ?? null,
  upstream: entry.upstream ?? null,
  model: entry.model ?? null,
  unit: entry.tokens === undefined ? (entry.requests === undefined ? 'nano' : 'requests') : 'tokens',
  spent: '0',
  presumed: '0',
  reserved: '0',
  limit: typedLimit(entry),
  amount: entry.amount === undefined ? null : decimalText(entry.amount),
  currency: entry.currency,
  used: 0,
  period: entry.period,
  startedAt: null,
  resetsAt: null,
  timeZone: entry.timeZone ?? null,
  warnAt: entry.warnAt,
  action: entry.action,
  note: entry.note ?? null,
})

/** Known without a period: not of yuan. */
const typedLimit = ({ amount = 0, currency, tokens, requests }: BudgetEntry): string | null => {
  if (tokens !== undefined || requests !== undefined) return String(tokens ?? requests)
  return currency === 'USD' ? String(BigInt(amount) * NANO) : null
}

const viewOf = ({ counter, spent, presumed, reserved, since }: CounterView, now: number): BudgetView => {
  const { budget, name, window } = counter
  const { entry, unit } = budget
  const limit = budget.limitIn(window)
  const used = shareOf(spent + presumed, limit)
  return {
    ...plain(entry),
    token: tokenOfCounter(name) ?? entry.token ?? null,
    unit,
    spent: String(spent),
    presumed: String(presumed),
    reserved: String(reserved),
    limit: limit === undefined ? null : String(limit),
    used,
    startedAt: window.from === 0 ? null : startOfBucket(window.from),
    resetsAt: endOf(window, since, now) ?? null,
    state: stateOf(entry, limit, used),
  }
}

const stateOf = (entry: BudgetEntry, limit: bigint | undefined, used: number): BudgetView['state'] => {
  if (limit === undefined) return 'no-rate'
  if (used >= 1) return 'over'
  return thresholdOf(entry, used) === undefined ? 'ok' : 'near'
}

/** Totals as answers have them: amounts as digits, and the sum of all rows. */
import { addCounts, NO_COUNTS } from '../../contract/counts.ts'
import { addCosts, costSumsView, NO_COST } from '../../contract/money/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/usage.ts'
import type { LedgerRow } from '../../store/records/ledger.ts'

type Totals = Omit<LedgerRow, 'key'>

/** With amounts as digits. */
export const usageView = <Row extends Pick<LedgerRow, 'cost'>>({ cost, ...row }: Row) => ({
  ...row,
  cost: costSumsView(cost),
})

export const totalOf = (rows: readonly Totals[]): Totals =>
  rows.reduce<Totals>(
    (total, row) => ({
      ...addCounts(total, row),
      usage: addUsage(total.usage, row.usage),
      cost: addCosts(total.cost, row.cost),
    }),
    { ...NO_COUNTS, usage: NO_USAGE, cost: NO_COST },
  )

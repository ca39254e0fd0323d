/** Totals as the columns of their tables, and back. */
import { COUNT_FIELDS, countsBy, type RequestCounts } from '../../../contract/counts.ts'
import type { CostSums } from '../../../contract/money/cost.ts'
import { USAGE_FIELDS, type Usage, usageBy } from '../../../contract/usage.ts'
import type { LedgerEntry } from '../entry.ts'

/** Columns of costs, in the order in which they are bound. Amounts are whole nano-dollars. */
export const COST_COLUMNS = [
  'cost',
  'list',
  'unpriced',
  'unlisted',
  'floors',
  'searches',
] as const satisfies readonly (keyof CostSums)[]

/** What totals are kept apart by, beside their time. */
export const LEDGER_NAMES = ['service', 'upstream', 'model', 'token'] as const

/** Days know no classes: those are needed to price totals again, which is done by the quarter hour. */
export const QUARTER_NAMES = [...LEDGER_NAMES, 'class'] as const

export const LEDGER_SUMS = [...COUNT_FIELDS, ...USAGE_FIELDS, ...COST_COLUMNS] as const

/** Values of `LEDGER_SUMS`. */
export const sumValues = (entry: LedgerEntry): readonly (number | bigint)[] => [
  ...COUNT_FIELDS.map((field) => entry[field]),
  ...USAGE_FIELDS.map((field) => entry.usage[field]),
  ...COST_COLUMNS.map((column) => entry.cost[column]),
]

type Row = Readonly<Record<string, unknown>>

/** What the columns of `LEDGER_SUMS` say. Sums of nano-dollars come as text: they may be larger than a number can tell exactly. */
export const sumsIn = (row: Row): RequestCounts & { readonly usage: Usage; readonly cost: CostSums } => {
  const number = (name: string): number => Number(row[name] ?? 0)
  const amount = (name: string): bigint => BigInt(String(row[name] ?? 0))
  return {
    ...countsBy(number),
    usage: usageBy(number),
    cost: {
      cost: amount('cost'),
      list: amount('list'),
      unpriced: number('unpriced'),
      unlisted: number('unlisted'),
      floors: number('floors'),
      searches: number('searches'),
    },
  }
}

/** A row of the quarter hours. */
export const entryIn = (row: Row): LedgerEntry => {
  const text = (name: string): string => String(row[name])
  return {
    bucket: Number(row['bucket']),
    service: text('service'),
    upstream: text('upstream'),
    model: text('model'),
    token: text('token'),
    class: text('class'),
    ...sumsIn(row),
  }
}

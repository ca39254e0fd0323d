/** Rows of totals → columns of a stacked chart. Pure. */
import type { RequestCounts } from '../../../../src/contract/counts.ts'
import type { CostSumsView } from '../../../../src/contract/money/cost.ts'
import { allTokens, type Usage } from '../../../../src/contract/usage.ts'
import { KINDS } from '../../text/token-kinds.ts'
import type { Grain } from './ranges.ts'

export const STACKS = ['kind', 'service', 'upstream', 'model', 'token'] as const
export type Stack = (typeof STACKS)[number]

/** A row of totals as the client reads it. */
export interface TotalsRow extends RequestCounts {
  readonly key: Readonly<Partial<Record<Grain | Exclude<Stack, 'kind'>, string | undefined>>>
  readonly usage: Usage
  readonly cost: CostSumsView
}

export interface Series {
  /** Key in the columns. */
  readonly key: string
  /** The value of the dimension; undefined for all that found no place. */
  readonly value: string | undefined
  readonly color: string
}

export interface Chart {
  readonly series: readonly Series[]
  readonly columns: readonly (Readonly<Record<string, number>> & { readonly key?: never })[]
  readonly keys: readonly string[]
}

const COLORS = [3, 1, 2, 4, 5, 6, 8, 7].map((number) => `var(--clp-series-${number})`)
const MOST_SERIES = 7

export const tokensOf = (row: Pick<TotalsRow, 'usage'>): number => allTokens(row.usage)

export const MEASURES = ['tokens', 'cost'] as const
export type Measure = (typeof MEASURES)[number]

const NANO_PER_DOLLAR = 1e9

/** How high a row stands in the chart: tokens, or dollars, which a chart need not tell to the last digit. */
const heightOf = (row: TotalsRow, measure: Measure): number =>
  measure === 'tokens' ? tokensOf(row) : Number(row.cost.nano) / NANO_PER_DOLLAR

/** Costs in one layer. */
export const stackOfCost = (rows: readonly TotalsRow[], keys: readonly string[], grain: Grain): Chart => {
  const columns = emptyColumns(keys)
  for (const row of rows) {
    const column = columns.get(row.key[grain] ?? '')
    if (column !== undefined) column['cost'] = (column['cost'] ?? 0) + heightOf(row, 'cost')
  }
  return { series: [{ key: 'cost', value: 'cost', color: COLORS[0] ?? '' }], columns: [...columns.values()], keys }
}

export const stackByKind = (rows: readonly TotalsRow[], keys: readonly string[], grain: Grain): Chart => {
  const columns = emptyColumns(keys)
  for (const row of rows) {
    const column = columns.get(row.key[grain] ?? '')
    if (column === undefined) continue
    for (const { id } of KINDS) column[id] = (column[id] ?? 0) + row.usage[id]
  }
  const series = KINDS.map(({ id, color }) => ({ key: id, value: id, color }))
  return { series, columns: [...columns.values()], keys }
}

/** The largest values of a dimension each get a colour; the rest share one. */
export const stackByDimension = (
  rows: readonly TotalsRow[],
  keys: readonly string[],
  by: { readonly grain: Grain; readonly stack: Exclude<Stack, 'kind'>; readonly measure?: Measure },
): Chart => {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const value = row.key[by.stack] ?? ''
    sums.set(value, (sums.get(value) ?? 0) + heightOf(row, by.measure ?? 'tokens'))
  }
  const ranked = [...sums.entries()].sort((left, right) => right[1] - left[1]).map(([value]) => value)
  const shown = ranked.slice(0, MOST_SERIES)
  const columns = emptyColumns(keys)
  for (const row of rows) {
    const column = columns.get(row.key[by.grain] ?? '')
    if (column === undefined) continue
    const place = shown.indexOf(row.key[by.stack] ?? '')
    const key = place < 0 ? 'rest' : `s${place}`
    column[key] = (column[key] ?? 0) + heightOf(row, by.measure ?? 'tokens')
  }
  const series: Series[] = shown.map((value, index) => ({ key: `s${index}`, value, color: COLORS[index] ?? '' }))
  if (ranked.length > shown.length) series.push({ key: 'rest', value: undefined, color: COLORS.at(-1) ?? '' })
  return { series, columns: [...columns.values()], keys }
}

const emptyColumns = (keys: readonly string[]): Map<string, Record<string, number>> =>
  new Map(keys.map((key) => [key, {}]))

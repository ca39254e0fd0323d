/** The prices that come with CLP: a generated file (`scripts/prices.mjs`), read when the first price is asked for. */
import { createHash } from 'node:crypto'
import { SHIPPED } from '../../protocol/pricing/cost.ts'
import type { PriceEntry } from '../../protocol/pricing/price-list.ts'
import type { Prices, PricesAbove } from '../../protocol/pricing/price-rule.ts'
import book from './book.json' with { type: 'json' }

/** One model as the file tells it: prices in micro-dollars per million tokens, factors in millionths. */
interface ShippedModel extends Prices {
  /** `provider/model`. */
  readonly id: string
  readonly names: readonly string[]
  /** ISO 8601. */
  readonly from?: string
  /** Minutes of the day in UTC. */
  readonly hours?: readonly number[]
  readonly above?: readonly PricesAbove[]
  readonly tiers?: Readonly<Record<string, number | Prices>>
  readonly geo?: Readonly<Record<string, number>>
  readonly fees?: { readonly webSearch?: number; readonly fileSearch?: number }
}

/** Day of the list (`2026-09-23`), where it is from, and when it was last corrected by hand. */
export const shippedAbout = {
  date: book.book,
  source: book.source,
  licence: book.licence,
  corrections: book.corrections,
} as const

const models: readonly ShippedModel[] = book.models as readonly ShippedModel[]

/** Models that have a price there. */
export const shippedModels = new Set(models.flatMap(({ names }) => names)).size

export const shippedEntries: readonly PriceEntry[] = models.flatMap(({ names, ...model }) => {
  const rule = ruleOf(model)
  return names.map((match) => ({ match, rule }))
})

/** Changes with any price. */
export const shippedDigest = createHash('sha256').update(JSON.stringify(models)).digest('hex')

function ruleOf({
  id,
  from,
  hours,
  above = [],
  tiers = {},
  geo = {},
  fees = {},
  ...prices
}: Omit<ShippedModel, 'names'>) {
  const [first, end] = hours ?? []
  return {
    name: `${SHIPPED}${id}`,
    currency: 'USD',
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(first === undefined || end === undefined ? {} : { hours: [first, end] as const }),
    prices,
    above,
    tiers,
    geo,
    fees,
    unpriced: false,
  } as const
}

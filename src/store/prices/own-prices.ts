/** What `data/prices.json` says, in the terms of the price book. */
import type { OwnPrice, PriceSettings } from '../../contract/price-settings.ts'
import type { PriceBookParts } from '../../protocol/pricing/price-book.ts'
import type { PriceEntry } from '../../protocol/pricing/price-list.ts'
import { PRICE_KINDS, type Prices } from '../../protocol/pricing/price-rule.ts'

export type OwnParts = Pick<PriceBookParts, 'own' | 'relays' | 'rates'>

export const ownParts = ({ models, upstreams, rates }: PriceSettings): OwnParts => ({
  own: models.map(entryOf),
  relays: new Map(Object.entries(upstreams)),
  rates: rates.map(({ from, CNY }) => ({ from, rate: CNY })),
})

/** Named by its place in the list, as a person would look for it. */
const entryOf = (own: OwnPrice, index: number): PriceEntry => {
  const { match, service, upstream, from, until, currency, above, tiers, geo, fees, unpriced } = own
  const rule = {
    name: `own#${index + 1}`,
    currency,
    service,
    upstream,
    from,
    until,
    prices: pricesOf(own),
    above: above
      .map((step) => ({ prompt: step.prompt, ...pricesOf(step) }))
      .toSorted((left, right) => left.prompt - right.prompt),
    tiers: Object.fromEntries(
      Object.entries(tiers).map(([name, tier]) => [name, typeof tier === 'number' ? tier : pricesOf(tier)]),
    ),
    geo,
    fees,
    unpriced,
  }
  return { match, rule }
}

const pricesOf = (told: Prices): Prices => Object.fromEntries(PRICE_KINDS.map((kind) => [kind, told[kind]]))

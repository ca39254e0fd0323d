/** Prices as answers tell them: decimals instead of whole millionths. */
import type { PriceAnswer, PriceRuleView, PricesAnswer } from '../../contract/api/prices.ts'
import { decimalText, MILLION } from '../../contract/money/decimal.ts'
import type { PriceSettings } from '../../contract/price-settings.ts'
import { priceNames } from '../../protocol/pricing/model-names.ts'
import type { PriceQuestion } from '../../protocol/pricing/price-book.ts'
import type { PriceEntry } from '../../protocol/pricing/price-list.ts'
import { PRICE_KINDS, type PriceRule, type Prices } from '../../protocol/pricing/price-rule.ts'
import { ownParts } from './own-prices.ts'
import { priceBookOf } from './price-book-of.ts'
import { shippedAbout, shippedEntries, shippedModels } from './shipped-book.ts'

/** All prices there are. `now` in ms since 1970 chooses the rate. */
export const pricesAnswer = (settings: PriceSettings, now: number): PricesAnswer => {
  const { date, source, corrections } = shippedAbout
  const book = priceBookOf(settings)
  const rate = book.rateAt(now)
  const all = new Map<PriceRule, string[]>()
  for (const entry of [...ownParts(settings).own, ...shippedEntries]) addName(all, entry)
  return {
    version: book.version,
    shipped: { date, source, corrections, models: shippedModels },
    display: settings.display,
    rate: rate === undefined ? null : decimalText(rate),
    rules: [...all].map(([rule, match]) => ({ match, rule: ruleView(rule) })),
  }
}

const addName = (all: Map<PriceRule, string[]>, { match, rule }: PriceEntry): void => {
  const names = all.get(rule)
  if (names === undefined) all.set(rule, [match])
  else names.push(match)
}

/** The price of one model, the way a request would be priced. */
export const priceAnswer = (
  settings: PriceSettings,
  question: PriceQuestion & { readonly model: string },
): PriceAnswer => {
  const book = priceBookOf(settings)
  const rule = book.rule(question)
  const terms = book.terms(question)
  const rate = book.rateAt(question.at)
  return {
    candidates: priceNames(question.model),
    rule: rule === undefined ? null : ruleView(rule),
    multiplier: decimalText(terms?.multiplier ?? MILLION),
    credit: terms?.credit === undefined ? null : { ...terms.credit, price: decimalText(terms.credit.price) },
    rate: rate === undefined ? null : decimalText(rate),
    version: book.version,
  }
}

const ruleView = (rule: PriceRule): PriceRuleView => ({
  name: rule.name,
  service: rule.service ?? null,
  upstream: rule.upstream ?? null,
  from: rule.from ?? null,
  until: rule.until ?? null,
  hours: rule.hours ?? null,
  currency: rule.currency,
  prices: pricesView(rule.prices),
  above: rule.above.map((step) => ({ prompt: step.prompt, prices: pricesView(step) })),
  tiers: mapped(rule.tiers, (tier) => (typeof tier === 'number' ? decimalText(tier) : pricesView(tier))),
  geo: mapped(rule.geo, decimalText),
  fees: mapped(rule.fees, decimalText),
  unpriced: rule.unpriced,
})

const pricesView = (prices: Prices): Record<string, string> =>
  mapped(Object.fromEntries(PRICE_KINDS.map((kind) => [kind, prices[kind]])), decimalText)

/** Without what is not there. */
const mapped = <From, To>(
  from: Readonly<Record<string, From | undefined>>,
  map: (value: From) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(from).flatMap(([name, value]) => (value === undefined ? [] : [[name, map(value)]])))

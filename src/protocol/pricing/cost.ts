/**
 * The price of one answer. Everything is a whole number until the one division at the end, which rounds half to even: no part, tier or
 * currency is rounded on the way.
 */
import type { Cost } from '../../contract/money/cost.ts'
import { MILLION, roundHalfEven } from '../../contract/money/decimal.ts'
import { type PricedBy, promptTokens, type UsageReading } from '../../contract/usage.ts'
import { billedTokens } from './billed-tokens.ts'
import type { PriceBook, PriceQuestion, RelayTerms } from './price-book.ts'
import { classText, FREE_CLASS, geoOf, tiersOf } from './price-class.ts'
import { type Currency, PRICE_KINDS, type PriceRule, type Prices, type PricesAbove } from './price-rule.ts'

/** Counts of one answer, or the sums of many of one class. */
export type Priceable = Pick<UsageReading, 'usage' | 'partial' | 'priced'>

/** Nothing was billed: counting, a refusal, a connection that never stood. */
export const freeCost = (book: Pick<PriceBook, 'version'>): Cost => ({
  nano: 0n,
  list: 0n,
  quality: 'exact',
  book: book.version,
  rule: null,
  class: FREE_CLASS,
  searches: 0,
})

/** Something may have been billed, but no counts were told: nobody knows how much, unless the upstream is free. */
export const unknownCost = (book: PriceBook, upstream: string, service: string): Cost => {
  const terms = book.terms({ service, upstream })
  const free = terms !== undefined && isFree(terms)
  return {
    nano: free ? 0n : null,
    list: null,
    quality: free ? 'exact' : 'unknown',
    book: book.version,
    rule: null,
    class: 'a?',
    searches: 0,
  }
}

export const costOf = (book: PriceBook, question: PriceQuestion, answer: Priceable): Cost => {
  const { usage, partial, priced = NOTHING_SAID } = answer
  const rule = book.rule(question)
  const listRule = isShipped(rule) ? rule : book.listRule(question)
  const terms = book.terms(question)
  const free = terms !== undefined && isFree(terms)
  const nano = free ? 0n : paid(book, { rule, terms, at: question.at }, answer)
  const floor = !free && (partial || priced.unseen === true)
  return {
    nano,
    list: listRule === undefined ? null : amount(listRule, answer, EVEN),
    quality: nano === null ? 'unknown' : floor ? 'floor' : 'exact',
    book: book.version,
    rule: rule?.name ?? null,
    class: priceClass(rule, promptTokens(usage), priced),
    searches: (priced.searches ?? 0) + (priced.fileSearches ?? 0),
  }
}

export const isShipped = (rule: PriceRule | undefined): rule is PriceRule => rule?.name.startsWith(SHIPPED) === true

interface Terms {
  readonly rule: PriceRule | undefined
  readonly terms: RelayTerms | undefined
  readonly at: number
}

const paid = (book: PriceBook, { rule, terms, at }: Terms, answer: Priceable): bigint | null => {
  const ratio = rule === undefined ? undefined : ratioOf(book, terms, rule.currency, at)
  return rule === undefined || ratio === undefined ? null : amount(rule, answer, ratio)
}

const priceClass = (rule: PriceRule | undefined, prompt: number, priced: PricedBy): string => {
  const step = rule === undefined ? 'unknown' : stepOf(rule, prompt)?.prompt
  if (priced === NOTHING_SAID && step === undefined) return ''
  return classText({ step, tiers: tiersOf(priced), geo: geoOf(priced), media: hasMedia(priced) })
}

/** How rules of the shipped book are named. */
export const SHIPPED = 'book:'

export const NOTHING_SAID: PricedBy = Object.freeze({})

export const isFree = ({ multiplier, credit }: RelayTerms): boolean => multiplier === 0 || credit?.price === 0

/** What no sum tells apart: other tokens than of text, and searches of files, which cost something else than those of the web. */
const hasMedia = ({
  inputAudio = 0,
  outputAudio = 0,
  inputImage = 0,
  outputImage = 0,
  fileSearches = 0,
  cachedMedia,
}: PricedBy): boolean => inputAudio + outputAudio + inputImage + outputImage + fileSearches > 0 || cachedMedia === true

/** What is made of an amount at list price: times `by`, divided by `through`. */
export interface Ratio {
  readonly by: bigint
  readonly through: bigint
}

export const EVEN: Ratio = { by: 1n, through: 1n }

/** What relay and currencies make of it; undefined where a rate is needed and none is known. */
export const ratioOf = (
  book: PriceBook,
  terms: RelayTerms | undefined,
  currency: Currency,
  at: number,
): Ratio | undefined => {
  if (terms === undefined && currency === 'USD') return EVEN
  const inYuan = [currency, terms?.credit?.currency].filter((one) => one === 'CNY').length
  const rate = inYuan === 0 ? 0 : book.rateAt(at)
  if (rate === undefined) return undefined
  const factors = [terms?.multiplier ?? MILLION, terms?.credit?.price ?? MILLION]
  return {
    by: factors.reduce((product, factor) => product * BigInt(factor), 1n) * BIG_MILLION ** BigInt(inYuan),
    through: BIG_MILLION ** 2n * BigInt(rate) ** BigInt(inYuan),
  }
}

const BIG_MILLION = BigInt(MILLION)
/** Pico in a nano. */
const PICO = 1000n

/** Nano-dollars, at the step that the prompt has passed; null where a part of the price is not known. */
const amount = (rule: PriceRule, answer: Priceable, ratio: Ratio): bigint | null =>
  amountAt(stepOf(rule, promptTokens(answer.usage)), rule, answer, ratio)

export const amountAt = (
  step: PricesAbove | undefined,
  rule: PriceRule,
  { usage, priced = NOTHING_SAID }: Priceable,
  ratio: Ratio,
): bigint | null => {
  const at = tierPrices(rule, step ?? rule.prices, tiersOf(priced), step !== undefined)
  const geo = geoFactor(rule, priced)
  const fees = feesOf(rule, priced)
  if (at === undefined || geo === undefined || fees === undefined) return null
  const tokens = tokensAt(at.prices, usage, priced)
  if (tokens === undefined) return null
  const shares = at.shares + (geo === MILLION ? 0 : 1)
  const scale = BIG_MILLION ** BigInt(shares)
  const pico = tokens * at.factor * (geo === MILLION ? 1n : BigInt(geo)) + fees * scale
  return roundHalfEven(pico * ratio.by, scale * ratio.through * PICO)
}

/** The step of other prices that the prompt has passed. */
const stepOf = ({ above }: PriceRule, prompt: number): PricesAbove | undefined =>
  above.findLast((step) => prompt > step.prompt)

interface TierPrices {
  readonly prices: Prices
  /** Product of the tiers' factors, each in millionths, and how many there are. */
  readonly factor: bigint
  readonly shares: number
}

/** The prices at the tiers that the answer names; undefined where the rule does not know one of them. */
const tierPrices = (
  { tiers: known }: PriceRule,
  usual: Prices,
  tiers: readonly string[],
  beyond: boolean,
): TierPrices | undefined => {
  let result: TierPrices = { prices: usual, factor: 1n, shares: 0 }
  for (const name of tiers) {
    const tier = Object.hasOwn(known, name) ? known[name] : undefined
    if (tier === undefined) return undefined
    if (typeof tier === 'number')
      result = { ...result, factor: result.factor * BigInt(tier), shares: result.shares + 1 }
    // Prices of a tier are told for usual prompts only, and two such tiers say nothing about both at once.
    else if (beyond || tiers.length > 1) return undefined
    else result = { ...result, prices: tier }
  }
  return result
}

const geoFactor = ({ geo: known }: PriceRule, priced: PricedBy): number | undefined => {
  const geo = geoOf(priced)
  if (geo === undefined) return MILLION
  return Object.hasOwn(known, geo) ? known[geo] : undefined
}

const feesOf = ({ fees }: PriceRule, { searches = 0, fileSearches = 0 }: PricedBy): bigint | undefined => {
  if (searches === 0 && fileSearches === 0) return 0n
  if ((searches > 0 && fees.webSearch === undefined) || (fileSearches > 0 && fees.fileSearch === undefined))
    return undefined
  // Micro-dollars per thousand calls are nano-dollars a call.
  return PICO * (BigInt(searches) * BigInt(fees.webSearch ?? 0) + BigInt(fileSearches) * BigInt(fees.fileSearch ?? 0))
}

/** Pico-dollars of all tokens; undefined where a kind that occurs has no price, or a count was too large to be told. */
const tokensAt = (prices: Prices, usage: UsageReading['usage'], priced: PricedBy): bigint | undefined => {
  const counts = billedTokens(usage, priced, prices)
  if (counts === undefined) return undefined
  let plain = 0
  let large = 0n
  for (const [index, kind] of PRICE_KINDS.entries()) {
    const count = counts[index] ?? 0
    if (count === 0) continue
    const price = prices[kind]
    if (price === undefined) return undefined
    const product = count * price
    // Almost always small enough for plain numbers, which are several times as fast.
    if (plain + product <= Number.MAX_SAFE_INTEGER) plain += product
    else large += BigInt(count) * BigInt(price)
  }
  return BigInt(plain) + large
}

/** What many answers cost together, told by their sums and by the class that they are kept under. */
import type { PricedBy, UsageReading } from '../../contract/usage.ts'
import { amountAt, EVEN, isFree, isShipped, NOTHING_SAID, ratioOf } from './cost.ts'
import type { PriceBook, PriceQuestion } from './price-book.ts'
import { FREE_CLASS, marksOfClass, OLD_CLASS, readClass } from './price-class.ts'
import type { PriceRule, PricesAbove } from './price-rule.ts'

/** Counts of many answers of one class, added up. */
export interface PriceableSums extends Pick<UsageReading, 'usage'> {
  readonly class: string
  readonly searches: number
}

export interface CostOfSums {
  readonly nano: bigint
  readonly list: bigint | null
  /** Nothing is known of tiers and places, which may have cost more. */
  readonly isFloor: boolean
}

/** Rounded once; undefined where their class does not tell enough. */
export const costOfSums = (book: PriceBook, question: PriceQuestion, sums: PriceableSums): CostOfSums | undefined => {
  if (sums.class === FREE_CLASS) return undefined
  const rule = book.rule(question)
  const list = listOf(isShipped(rule) ? rule : book.listRule(question), sums)
  const terms = book.terms(question)
  if (terms !== undefined && isFree(terms)) return { nano: 0n, list, isFloor: false }
  const ratio = rule === undefined ? undefined : ratioOf(book, terms, rule.currency, question.at)
  const nano = rule === undefined || ratio === undefined ? null : amountOf(rule, sums, ratio)
  return nano === null ? undefined : { nano, list, isFloor: sums.class === OLD_CLASS }
}

const listOf = (rule: PriceRule | undefined, sums: PriceableSums): bigint | null =>
  rule === undefined ? null : amountOf(rule, sums, EVEN)

const amountOf = (rule: PriceRule, sums: PriceableSums, ratio: typeof EVEN): bigint | null => {
  const at = stepOfClass(rule, sums)
  if (at === undefined) return null
  return amountAt(at.step, rule, { usage: sums.usage, partial: false, priced: at.priced }, ratio)
}

interface ClassStep {
  readonly step: PricesAbove | undefined
  readonly priced: PricedBy
}

/** The prices that a class was at; undefined where the rule knows no such step, or the class says too little. */
const stepOfClass = (rule: PriceRule, sums: PriceableSums): ClassStep | undefined => {
  const isPlain = rule.above.length === 0 && Object.keys(rule.tiers).length === 0
  if (sums.class === OLD_CLASS) return isPlain ? { step: undefined, priced: NOTHING_SAID } : undefined
  const told = readClass(sums.class)
  const priced = marksOfClass(sums.class, sums.searches)
  if (told === undefined || priced === undefined || told.step === 'unknown') return undefined
  if (told.step === undefined) return { step: undefined, priced }
  const step = rule.above.find(({ prompt }) => prompt === told.step)
  return step === undefined ? undefined : { step, priced }
}

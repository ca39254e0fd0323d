/** What one request cost, and what the totals say of many. */

/**
 * `exact`; `floor`: at least that much, because the answer was cut or a fee could not be seen; `unknown`: no price, or no counts. Unknown is
 * never 0.
 */
export const COST_QUALITIES = ['exact', 'floor', 'unknown'] as const
export type CostQuality = (typeof COST_QUALITIES)[number]

export interface Cost {
  /** Nano-dollars (1e-9 $); null when unknown. */
  readonly nano: bigint | null
  /** The same at the maker's list price, without the relay's multiplier and the price of its credit; null when that is unknown. */
  readonly list: bigint | null
  readonly quality: CostQuality
  /** Version of the prices that were in force, 8 hexadecimal characters. */
  readonly book: string
  /** Which price it was: `own#3`, `book:anthropic/claude-sonnet-4-5`; null when none was needed or found. */
  readonly rule: string | null
  /** What decided about the price beside upstream and model: see `protocol/pricing/price-class.ts`. */
  readonly class: string
  /** Searches that were billed by the call. */
  readonly searches: number
}

/** A cost as records, answers and events tell it: in JSON, amounts as digits. */
export interface CostView {
  /** Nano-dollars; null when unknown. */
  readonly nano: string | null
  /** The same at the maker's list price. */
  readonly list: string | null
  /** `floor`: at least that much. */
  readonly quality: CostQuality
  /** Version of the prices that were in force. */
  readonly book: string
  /** Which price it was; null when none was needed or found. */
  readonly rule: string | null
  /** Step of the prompt, tier and place that decided about the price; `free` where nothing is billed. */
  readonly class: string
  /** Searches that were billed by the call. */
  readonly searches: number
}

export const costView = ({ nano, list, quality, book, rule, class: priceClass, searches }: Cost): CostView => ({
  nano: nano === null ? null : String(nano),
  list: list === null ? null : String(list),
  quality,
  book,
  rule,
  class: priceClass,
  searches,
})

export const costOfView = ({ nano, list, ...rest }: CostView): Cost => ({
  ...rest,
  nano: nano === null ? null : BigInt(nano),
  list: list === null ? null : BigInt(list),
})

/** Sums of costs. What has no price is counted, not added. */
export interface CostSums {
  /** Nano-dollars of everything that has a cost. */
  readonly cost: bigint
  /** The same at list prices. */
  readonly list: bigint
  /** Requests, and attempts that may have been billed, of unknown cost. */
  readonly unpriced: number
  /** Those without a list price. */
  readonly unlisted: number
  /** Those of which only the least is known. */
  readonly floors: number
  readonly searches: number
}

export const NO_COST: CostSums = Object.freeze({
  cost: 0n,
  list: 0n,
  unpriced: 0,
  unlisted: 0,
  floors: 0,
  searches: 0,
})

export const sumsOfCost = ({ nano, list, quality, searches }: Cost): CostSums => ({
  cost: nano ?? 0n,
  list: list ?? 0n,
  unpriced: nano === null ? 1 : 0,
  unlisted: list === null ? 1 : 0,
  floors: quality === 'floor' ? 1 : 0,
  searches,
})

export const addCosts = (left: CostSums, right: CostSums): CostSums => ({
  cost: left.cost + right.cost,
  list: left.list + right.list,
  unpriced: left.unpriced + right.unpriced,
  unlisted: left.unlisted + right.unlisted,
  floors: left.floors + right.floors,
  searches: left.searches + right.searches,
})

/** Sums of costs as answers tell them, amounts as digits. Where all is unpriced, `nano` is "0": that is no amount to be shown. */
export interface CostSumsView {
  readonly nano: string
  readonly list: string
  readonly unpriced: number
  readonly unlisted: number
  readonly floors: number
}

export const costSumsView = ({ cost, list, unpriced, unlisted, floors }: CostSums): CostSumsView => ({
  nano: String(cost),
  list: String(list),
  unpriced,
  unlisted,
  floors,
})

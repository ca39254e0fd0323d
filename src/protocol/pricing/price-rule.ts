/**
 * One price of a model, as whole numbers. A price is in micro-dollars (or micro-yuan) per million tokens, which is a pico-dollar per token, so
 * that tokens times price is exact.
 */

export const PRICE_KINDS = [
  'input',
  'output',
  'cacheRead',
  /** Writes to the prompt cache for five minutes, or of a lifetime that nobody told. */
  'cacheWrite',
  'cacheWrite1h',
  'inputAudio',
  'outputAudio',
  'inputImage',
  'outputImage',
] as const
export type PriceKind = (typeof PRICE_KINDS)[number]

/** A kind that is absent has no known price. */
export type Prices = { readonly [Kind in PriceKind]?: number | undefined }

/** Other prices, for every token of a request whose whole prompt has more than `prompt` tokens. */
export interface PricesAbove extends Prices {
  readonly prompt: number
}

export const CURRENCIES = ['USD', 'CNY'] as const
export type Currency = (typeof CURRENCIES)[number]

export interface PriceRule {
  /** How records and people name it: `own#3`, `book:anthropic/claude-sonnet-4-5`. */
  readonly name: string
  readonly currency: Currency
  /** Only there; everywhere when absent. */
  readonly service?: string | undefined
  readonly upstream?: string | undefined
  /** ms since 1970: `from` ≤ start of the request < `until`. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** Minutes of the day in UTC between which it holds, the second one excluded. */
  readonly hours?: readonly [from: number, until: number] | undefined
  readonly prices: Prices
  /** In ascending order of `prompt`. */
  readonly above: readonly PricesAbove[]
  /** By name of the tier: a factor in millionths, or prices of its own. */
  readonly tiers: Readonly<Record<string, number | Prices>>
  /** By place of the inference: a factor in millionths. */
  readonly geo: Readonly<Record<string, number>>
  /** Micro-dollars per thousand calls. */
  readonly fees: { readonly webSearch?: number | undefined; readonly fileSearch?: number | undefined }
  /** On purpose without a price: hides the one of the shipped book. */
  readonly unpriced: boolean
}

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** Whether the rule holds for a request that started at `at`, ms since 1970. */
export const holdsAt = ({ from, until, hours }: PriceRule, at: number): boolean => {
  if (from !== undefined && at < from) return false
  if (until !== undefined && at >= until) return false
  if (hours === undefined) return true
  const minute = Math.floor(at / MINUTE_MS) % DAY_MINUTES
  const [first, end] = hours
  return first <= end ? minute >= first && minute < end : minute >= first || minute < end
}

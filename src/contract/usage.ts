/** Token counts of one answer, in one canonical form for all services. */

/**
 * No tokens at all, and the list of counts, each an amount of tokens. Schema, sums, columns of the totals and exports follow from it. A new
 * one stands at its end: records on disk hold their counts in this order.
 */
export const NO_USAGE = Object.freeze({
  /** Input tokens as the service counts them: OpenAI's include cached tokens, Anthropic's do not. */
  input: 0,
  /** Tokens written to the prompt cache, all lifetimes together. */
  cacheCreate: 0,
  /** The part of `cacheCreate` with a 5-minute lifetime, where the upstream says so. */
  cacheCreate5m: 0,
  /** The part of `cacheCreate` with a 1-hour lifetime, where the upstream says so. */
  cacheCreate1h: 0,
  /** Tokens read from the prompt cache. */
  cacheRead: 0,
  /** Output tokens, reasoning included. */
  output: 0,
  /** The part of `output` spent on reasoning, where the upstream says so. */
  reasoning: 0,
  /** The upstream's own total, else input + output. */
  total: 0,
  /**
   * Input tokens neither read from nor written to the prompt cache: derived once, comparable between services. With `cacheCreate`
   * and `cacheRead` it makes up the whole prompt.
   */
  uncachedInput: 0,
} satisfies Record<string, number>)

export type UsageField = keyof typeof NO_USAGE

export type Usage = { readonly [Field in keyof typeof NO_USAGE]: number }

export const USAGE_FIELDS = Object.keys(NO_USAGE) as readonly UsageField[]

/** What people are shown: comparable between services, and no token in two of them. */
export const TOKEN_KINDS = [
  'uncachedInput',
  'cacheRead',
  'cacheCreate',
  'output',
] as const satisfies readonly UsageField[]

export type KindCounts = Pick<Usage, (typeof TOKEN_KINDS)[number]>

/** The whole prompt, cached or not. */
export const promptTokens = ({ uncachedInput, cacheRead, cacheCreate }: Omit<KindCounts, 'output'>): number =>
  uncachedInput + cacheRead + cacheCreate

/** All that was processed, each token once; services' own totals leave different parts out. */
export const allTokens = (usage: KindCounts): number => promptTokens(usage) + usage.output

/** Counts made one by one. */
export const usageBy = (countOf: (field: UsageField, index: number) => number): Usage => {
  const usage: { -readonly [Field in UsageField]: number } = { ...NO_USAGE }
  for (const [index, field] of USAGE_FIELDS.entries()) usage[field] = countOf(field, index)
  return usage
}

export const addUsage = (left: Usage, right: Usage): Usage => usageBy((field) => left[field] + right[field])

/** What an answer says about its price beside the counts. Everything is as the upstream wrote it; absent means not said. */
export interface PricedBy {
  /** Tier at which it was served: `batch`, `flex`, `priority`. */
  readonly tier?: string
  /** `fast` where the maker charges for speed. */
  readonly speed?: string
  /** Where it was made: `us`. */
  readonly geo?: string
  /** Searches of the web, and of files, that are billed by the call. */
  readonly searches?: number
  readonly fileSearches?: number
  /** Parts of the input that are not text, in tokens; of those read from the cache, only whether there were any. */
  readonly inputAudio?: number
  readonly inputImage?: number
  readonly cachedMedia?: boolean
  /** Parts of the output that are not text, in tokens. */
  readonly outputAudio?: number
  readonly outputImage?: number
  /** The answer was too large to be read whole, so that a fee or a tier may have been missed. */
  readonly unseen?: boolean
}

/** Usage read from one answer, with the upstream's own object beside it. */
export interface UsageReading {
  readonly usage: Usage
  /** The raw usage fields as received, merged over the events of a stream. */
  readonly raw: Readonly<Record<string, unknown>>
  /** True when the answer was cut or abandoned before its end, so that counts may be too low. */
  readonly partial: boolean
  /** Absent where the answer said nothing about its price. */
  readonly priced?: PricedBy
}

/** A count as the original shows it: `999`, `1000 (1.0k)`, `1250000 (1.2m)`; the short form is cut, not rounded. */
export const formatCount = (value: number): string => {
  if (value >= 1_000_000) return `${value} (${(Math.floor(value / 100_000) / 10).toFixed(1)}m)`
  if (value >= 1000) return `${value} (${(Math.floor(value / 100) / 10).toFixed(1)}k)`
  return String(value)
}

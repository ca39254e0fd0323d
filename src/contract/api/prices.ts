/** Requests and answers of the admin API about prices. Amounts are decimals as text, per million tokens: `3.75`. */
import { z } from 'zod'

const decimal = z.string()
const instant = z.number()
const currency = z.enum(['USD', 'CNY'])
/** By kind: `input`, `output`, `cacheRead`, `cacheWrite` … What is absent is unknown. */
const prices = z.record(z.string(), decimal)

export const priceRuleSchema = z.object({
  /** `own#3`, `book:anthropic/claude-sonnet-4-5`. */
  name: z.string(),
  service: z.string().nullable(),
  upstream: z.string().nullable(),
  /** ms since 1970. */
  from: instant.nullable(),
  until: instant.nullable(),
  /** Minutes of the day in UTC between which it holds. */
  hours: z.array(z.number().int()).readonly().nullable(),
  currency,
  prices,
  /** Other prices when the whole prompt has more than `prompt` tokens. */
  above: z.array(z.object({ prompt: z.number().int(), prices })).readonly(),
  /** By tier: a factor, or prices of its own. */
  tiers: z.record(z.string(), z.union([decimal, prices])),
  geo: z.record(z.string(), decimal),
  /** Per thousand calls. */
  fees: z.record(z.string(), decimal),
  unpriced: z.boolean(),
})
export type PriceRuleView = z.infer<typeof priceRuleSchema>

/** `rules=0` leaves the rules out: for whoever wants the currency only. */
export const pricesQuerySchema = z.object({ rules: z.enum(['0', '1']).optional() })

/** `GET /api/prices`. */
export const pricesAnswerSchema = z.object({
  /** Changes with any price: stands with each request that was priced. */
  version: z.string(),
  shipped: z.object({
    /** Day of the list that comes with CLP: `2026-09-23`. */
    date: z.string(),
    source: z.string(),
    /** Day of the newest correction by hand. */
    corrections: z.string(),
    models: z.number().int(),
  }),
  display: currency,
  /** Yuan per dollar now; null when none is known. */
  rate: decimal.nullable(),
  /** Own prices first, in the order of the document; then the shipped ones. */
  rules: z.array(z.object({ match: z.array(z.string()).readonly(), rule: priceRuleSchema })).readonly(),
})
export type PricesAnswer = z.infer<typeof pricesAnswerSchema>

export const priceQuerySchema = z.object({
  model: z.string().min(1).max(500),
  service: z.string().max(200).optional(),
  upstream: z.string().max(500).optional(),
  /** ms since 1970; now when absent. */
  at: z
    .string()
    .regex(/^\d{1,15}$/, 'A whole number is needed')
    .transform(Number)
    .optional(),
})

/** `GET /api/prices/resolve`: which price a model has at an upstream. */
export const priceAnswerSchema = z.object({
  /** Names under which it was looked for, in order. */
  candidates: z.array(z.string()).readonly(),
  /** Null when it has none. */
  rule: priceRuleSchema.nullable(),
  /** What the upstream makes of it. */
  multiplier: decimal,
  credit: z.object({ price: decimal, currency }).nullable(),
  /** Yuan per dollar then; null when none is known. */
  rate: decimal.nullable(),
  version: z.string(),
})
export type PriceAnswer = z.infer<typeof priceAnswerSchema>

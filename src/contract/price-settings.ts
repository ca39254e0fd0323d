/**
 * `~/.clp/data/prices.json`: own prices, what relays make of the list price, and what a dollar costs. Amounts stand there as people copy them
 * from price pages, dollars or yuan per million tokens, as number or text; here they are whole millionths.
 */
import { z } from 'zod'
import { millionths } from './money/decimal.ts'
import type { PlainClaimCode } from './reason/document-reasons.ts'

const saying = (code: PlainClaimCode) => ({ error: code })

const plain = z.union([z.number(), z.string()], saying('must-be-amount'))
const decimal = (most: number) =>
  plain.transform((value, context) => {
    const whole = millionths(value)
    if (whole !== undefined && whole <= most) return whole
    context.addIssue({ code: 'custom', message: 'must-be-amount' satisfies PlainClaimCode })
    return z.NEVER
  })

/** A million dollars per million tokens, in millionths. */
const amount = decimal(1_000_000_000_000)
/** A thousand times. */
const factor = decimal(1_000_000_000)

const DATE = /^\d{4}-\d{2}-\d{2}$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/

/** A date, which begins at midnight here, or an instant with its zone, as ms since 1970. */
const instant = z.string().transform((value, context) => {
  const text = value.trim()
  const at = DATE.test(text)
    ? new Date(`${text}T00:00:00`).getTime()
    : INSTANT.test(text)
      ? Date.parse(text)
      : Number.NaN
  if (Number.isFinite(at)) return at
  context.addIssue({ code: 'custom', message: 'must-be-date' satisfies PlainClaimCode })
  return z.NEVER
})

const currency = z.enum(['USD', 'CNY'])
const lowered = z.string().trim().toLowerCase()

/** Per million tokens. What is left out is unknown. */
const prices = {
  input: amount.optional(),
  output: amount.optional(),
  cacheRead: amount.optional(),
  cacheWrite: amount.optional(),
  cacheWrite1h: amount.optional(),
  inputAudio: amount.optional(),
  outputAudio: amount.optional(),
  inputImage: amount.optional(),
  outputImage: amount.optional(),
}

export const ownPriceSchema = z.looseObject({
  /** Name of a model, or a pattern in which `*` stands for any text. */
  match: lowered.pipe(z.string().min(1)),
  /** Only there. */
  service: lowered.optional(),
  upstream: z.string().optional(),
  /** From the start of `from` up to the start of `until`. */
  from: instant.optional(),
  until: instant.optional(),
  currency: currency.default('USD'),
  ...prices,
  /** Other prices for all of a request whose whole prompt has more than `prompt` tokens. */
  above: z.array(z.looseObject({ prompt: z.number().int().positive(), ...prices })).default([]),
  /** By name of the tier: a factor, or prices of its own. */
  tiers: z.record(lowered, z.union([factor, z.looseObject(prices)])).default({}),
  /** By place of the inference: a factor. */
  geo: z.record(lowered, factor).default({}),
  /** Per thousand calls. */
  fees: z.looseObject({ webSearch: amount.optional(), fileSearch: amount.optional() }).prefault({}),
  /** True: no price on purpose, also where the shipped book has one. */
  unpriced: z.boolean(saying('must-be-flag')).default(false),
})

export const relaySchema = z.looseObject({
  /** Times the list price; 0: what is asked there is known to be free. */
  multiplier: factor.prefault(1),
  /** What one dollar of this relay's credit costs. */
  credit: z.looseObject({ price: amount, currency: currency.default('USD') }).optional(),
})

export const pricesSchema = z.looseObject({
  /** In which currency people read amounts; what is stored is in dollars. */
  display: currency.default('USD'),
  /** Yuan per dollar, each from its date on. */
  rates: z
    .array(z.looseObject({ from: instant, CNY: factor.refine((rate) => rate > 0, saying('must-be-amount')) }))
    .default([]),
  /** By `service/upstream`. */
  upstreams: z.record(z.string(), relaySchema).default({}),
  models: z.array(ownPriceSchema).default([]),
})
export type OwnPrice = z.infer<typeof ownPriceSchema>
export type PriceSettings = z.infer<typeof pricesSchema>

/** How an upstream's balance is asked for: a template by its name, or the request in full. */
import { z } from 'zod'

/** The makers and relays whose balance can be asked for by name; what each is asked stands in `protocol/balances/templates.ts`. */
export const BALANCE_KINDS = [
  'deepseek',
  'moonshot',
  'siliconflow',
  'openrouter',
  'stepfun',
  'novita',
  'new-api',
  'openai-billing',
  'zhipu-plan',
] as const
export type BalanceKind = (typeof BALANCE_KINDS)[number]

/** The least time between two questions that nobody asked for by hand: `1m`. */
const SPAN = /^([1-9]\d{0,3})([mhd])$/
const place = z.string().trim().min(1).max(500)

export const balanceSettingsSchema = z.looseObject({
  kind: z.enum(BALANCE_KINDS).optional(),
  /** A path at the origin of `base_url`, or a whole address. */
  url: z.string().trim().min(1).max(2000).optional(),
  method: z.enum(['GET', 'POST']).optional(),
  /** `{key}` and `{token}` stand for the upstream's credential and for `token`. */
  headers: z.record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/), z.string().max(5000)).optional(),
  /** Where the value stands: names with dots, `[0]`, `[?field=value]`. */
  path: place.optional(),
  /** Where stands what is taken off it: total and used. */
  minus: place.nullish(),
  divisor: z.number().int().min(1).max(1_000_000_000).optional(),
  currency: z
    .string()
    .trim()
    .regex(/^[A-Za-z]{3}$/)
    .optional(),
  /** Where stands whether the upstream still answers: false means that it refuses. */
  ok: place.optional(),
  every: z.string().trim().regex(SPAN).optional(),
  /** A balance below this is told of. */
  low: z.number().min(0).optional(),
  /** Another token, where the key of requests may not ask. */
  token: z.string().trim().max(10_000).optional(),
  /** Sends the credential to an address at another origin, too. */
  sendKey: z.boolean().optional(),
})
export type BalanceSettings = z.infer<typeof balanceSettingsSchema>

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const DEFAULT_EVERY_MS = 10 * 60_000

/** ms between two questions. */
export const everyMs = ({ every }: Pick<BalanceSettings, 'every'>): number => {
  const [, count, unit = ''] = SPAN.exec(every ?? '') ?? []
  return count === undefined ? DEFAULT_EVERY_MS : Number(count) * (UNIT_MS[unit] ?? 0)
}

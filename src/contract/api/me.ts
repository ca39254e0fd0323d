/** What a token may see of itself: its own usage and cost, and nothing of anybody else. */
import { z } from 'zod'
import { budgetViewSchema } from './budgets.ts'
import { usageRowSchema } from './exchanges.ts'

const instantText = z.coerce.number().int().nonnegative()

/** Nothing else may be asked: neither another token nor an upstream. */
export const meQuerySchema = z.strictObject({
  /** ms since 1970; 30 days ago when absent. */
  since: instantText.optional(),
  until: instantText.optional(),
  /** IANA zone in which days begin; the daemon's when absent. */
  zone: z.string().max(60).optional(),
})

export const meAnswerSchema = z.object({
  /** Name of the token. */
  token: z.string(),
  owner: z.string().nullable(),
  /** ms since 1970. */
  since: z.number(),
  total: usageRowSchema.omit({ key: true }),
  days: z.array(usageRowSchema).readonly(),
  models: z.array(usageRowSchema).readonly(),
  /** Budgets that count this token by itself. */
  budgets: z.array(budgetViewSchema).readonly(),
  /** Which upstreams answered; null unless `me.showUpstreams` is on. */
  upstreams: z.array(usageRowSchema).readonly().nullable(),
})
export type MeAnswer = z.infer<typeof meAnswerSchema>

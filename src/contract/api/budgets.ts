/** Requests and answers of the admin API about budgets. Amounts are digits: nano-dollars, tokens, or requests, as `unit` says. */
import { z } from 'zod'

const digits = z.string().regex(/^\d+$/)
const instant = z.number()

export const budgetViewSchema = z.object({
  id: z.string(),
  /** Of a budget that counts each token by itself: the token of this counter. Null: all. */
  token: z.string().nullable(),
  service: z.string().nullable(),
  upstream: z.string().nullable(),
  model: z.string().nullable(),
  unit: z.enum(['nano', 'tokens', 'requests']),
  /** As the totals have it. */
  spent: digits,
  /** What stands for requests of unknown cost. */
  presumed: digits,
  /** What running requests will probably take. */
  reserved: digits,
  /** Null for yuan without a rate: then nothing is let through. */
  limit: digits.nullable(),
  /** The limit as it was typed, where it is an amount. */
  amount: z.string().nullable(),
  currency: z.enum(['USD', 'CNY']),
  /** Share of the limit that is spent; for bars only. */
  used: z.number(),
  period: z.string(),
  /** ms since 1970; null for `total`. */
  startedAt: instant.nullable(),
  /** ms since 1970; null where it does not start again. */
  resetsAt: instant.nullable(),
  timeZone: z.string().nullable(),
  warnAt: z.array(z.number()).readonly(),
  action: z.union([z.enum(['refuse', 'warn']), z.object({ upstream: z.string() }), z.object({ model: z.string() })]),
  note: z.string().nullable(),
  /** `near`: a threshold is passed; `over`: used up; `no-rate`: its limit is not known. */
  state: z.enum(['ok', 'near', 'over', 'off', 'no-rate']),
})
export type BudgetView = z.infer<typeof budgetViewSchema>

/** `GET /api/budgets`. */
export const budgetsAnswerSchema = z.object({
  /** Of the document. */
  version: z.string(),
  budgets: z.array(budgetViewSchema).readonly(),
})
export type BudgetsAnswer = z.infer<typeof budgetsAnswerSchema>

/** `PUT /api/budgets`: entries as they stand in the document, which says what they must be. */
export const budgetsPutSchema = z.object({
  budgets: z.array(z.record(z.string(), z.unknown())).max(200),
  headers: z.boolean().optional(),
  codexNudge: z.boolean().optional(),
})

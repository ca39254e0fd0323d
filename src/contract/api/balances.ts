/** Balances of upstreams, as the admin API answers them: one object for each currency. */
import { z } from 'zod'
import { BALANCE_FAULTS, BALANCE_STATES } from '../balance.ts'

const instant = z.number().int()

export const balanceViewSchema = z.object({
  service: z.string(),
  upstream: z.string(),
  state: z.enum(BALANCE_STATES),
  /** A decimal; null unless `state` is `ok` and a number came. */
  value: z.string().nullable(),
  currency: z.string().nullable(),
  /** ms since 1970 at which `lastValue` came. */
  seenAt: instant.nullable(),
  /** The last that came, however long ago. */
  lastValue: z.string().nullable(),
  /** The upstream says that there is no limit. */
  unlimited: z.boolean(),
  /** The upstream says that it answers nobody any more. */
  exhausted: z.boolean(),
  /** Below the `low` of its settings. */
  low: z.boolean(),
  /** ms since 1970; null: never. */
  askedAt: instant.nullable(),
  fault: z.enum(BALANCE_FAULTS).nullable(),
  /** Status of the answer, where that is the fault. */
  status: z.number().int().nullable(),
  /** A question is under way. */
  asking: z.boolean(),
})
export type BalanceView = z.infer<typeof balanceViewSchema>

export const balancesQuerySchema = z.object({
  service: z.string().optional(),
  upstream: z.string().optional(),
  /** `1`: answers when the questions that are due have been answered. */
  wait: z.enum(['0', '1']).optional(),
})

export const balanceRefreshSchema = z.object({ service: z.string().optional(), upstream: z.string().optional() })

export const balancesAnswerSchema = z.object({ balances: z.array(balanceViewSchema).readonly() })

/** The form of `data/balances.json`: amounts and times, no secret. */
import { z } from 'zod'
import { BALANCE_FAULTS, BALANCE_STATES, type KnownBalance } from '../../contract/balance.ts'
import type { BalancesByUpstream } from './balances.ts'

const instant = z.number().int()
const balanceSchema = z.object({
  state: z.enum(BALANCE_STATES).exclude(['never']),
  askedAt: instant,
  values: z
    .array(
      z.object({
        currency: z.string().max(10).optional(),
        value: z.string().max(40).optional(),
        unlimited: z.literal(true).optional(),
        seenAt: instant,
      }),
    )
    .max(20),
  exhausted: z.literal(true).optional(),
  fault: z.enum(BALANCE_FAULTS).optional(),
  status: z.number().int().optional(),
  failures: z.number().int().min(0).optional(),
  notBefore: instant.optional(),
})
const fileSchema = z.object({ services: z.record(z.string(), z.record(z.string(), balanceSchema)) })

/** The text of `balances.json`. */
export const writeBalances = (balances: BalancesByUpstream): string => {
  const services = Object.fromEntries([...balances].map(([service, known]) => [service, Object.fromEntries(known)]))
  return `${JSON.stringify({ services }, null, 2)}\n`
}

/** Reads that text. Undefined when it says nothing that can be used. */
export const readBalances = (text: string): BalancesByUpstream | undefined => {
  const parsed = fileSchema.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  // What is absent stays absent: the schema adds no keys to what JSON holds.
  return new Map(
    Object.entries(parsed.data.services).map(([service, known]) => [
      service,
      new Map(Object.entries(known) as [string, KnownBalance][]),
    ]),
  )
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

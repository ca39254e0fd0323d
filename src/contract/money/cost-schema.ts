/** Schemas of costs as answers tell them, apart from `cost.ts`: the threads of the log database add costs without the schema library. */
import { z } from 'zod'
import { COST_QUALITIES } from './cost.ts'

const count = z.number().int().nonnegative()
/** Whole nano-dollars as digits. */
const nano = z.string().regex(/^\d+$/)

export const costViewSchema = z.object({
  /** Null when unknown. */
  nano: nano.nullable(),
  /** At the maker's list price. */
  list: nano.nullable(),
  quality: z.enum(COST_QUALITIES),
  /** Version of the prices. */
  book: z.string(),
  /** Which price it was. */
  rule: z.string().nullable(),
  class: z.string(),
  searches: count,
})

export const costSumsSchema = z.object({
  nano,
  list: nano,
  /** Requests of unknown cost, which are not in the sum. */
  unpriced: count,
  unlisted: count,
  /** Requests of which only the least is known. */
  floors: count,
})

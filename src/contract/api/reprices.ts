/** Requests and answers of the admin API about pricing again. Amounts are whole nano-dollars as digits. */
import { z } from 'zod'

const instant = z.number().int().nonnegative()
const count = z.number().int().nonnegative()
const nano = z.string().regex(/^\d+$/)

export const repriceRequestSchema = z.object({
  /** ms since 1970, inclusive / exclusive, in quarters of an hour. */
  since: instant,
  until: instant.optional(),
  /** Says what would change, and changes nothing. */
  dryRun: z.boolean().optional(),
  /** Only what has no price yet. */
  unpricedOnly: z.boolean().optional(),
})

export const repriceAnswerSchema = z.object({
  /** In the time that was looked at. */
  requests: count,
  /** Totals, and requests in the log, whose cost is another one. */
  changed: count,
  before: nano,
  after: nano,
})
export type RepriceAnswer = z.infer<typeof repriceAnswerSchema>

export const repricesAnswerSchema = z.object({
  reprices: z
    .array(
      repriceAnswerSchema.extend({
        /** ms since 1970. */
        at: z.number(),
        since: z.number(),
        until: z.number().nullable(),
        /** Version of the prices. */
        book: z.string(),
      }),
    )
    .readonly(),
})

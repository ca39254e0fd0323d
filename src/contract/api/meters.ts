/** What upstreams say of their limits, as the admin API answers it. */
import { z } from 'zod'
import { METER_KINDS, METER_SOURCES, METER_UNITS } from '../meter.ts'

const instant = z.number().int()

export const meterViewSchema = z.object({
  service: z.string(),
  upstream: z.string(),
  /** `5h`, `7d`, `7d_opus`, `requests`, `credits` … */
  window: z.string(),
  kind: z.enum(METER_KINDS),
  /** Null where nobody knows: never told, or the window has begun anew since. */
  used: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(METER_UNITS),
  /** What is left of a credit, as the upstream writes it. */
  left: z.string().nullable(),
  /** ms since 1970; in the past, `used` has been unknown since then. */
  resetsAt: instant.nullable(),
  /** ms since 1970. */
  seenAt: instant,
  source: z.enum(METER_SOURCES),
  /** The upstream's own word. */
  status: z.string().nullable(),
})
export type MeterView = z.infer<typeof meterViewSchema>

export const metersAnswerSchema = z.object({ meters: z.array(meterViewSchema).readonly() })

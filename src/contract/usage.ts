/** Token counts of one answer, in one canonical form for all services. */
import type { z } from 'zod'
import type { usageSchema } from './usage-schema.ts'

export type Usage = z.infer<typeof usageSchema>

export const NO_USAGE: Usage = {
  input: 0,
  cacheCreate: 0,
  cacheCreate5m: 0,
  cacheCreate1h: 0,
  cacheRead: 0,
  output: 0,
  reasoning: 0,
  total: 0,
  uncachedInput: 0,
}

/** Usage read from one answer, with the upstream's own object beside it. */
export interface UsageReading {
  readonly usage: Usage
  /** The raw usage fields as received, merged over the events of a stream. */
  readonly raw: Readonly<Record<string, unknown>>
  /** True when the answer was cut or abandoned before its end, so that counts may be too low. */
  readonly partial: boolean
}

export const addUsage = (left: Usage, right: Usage): Usage => ({
  input: left.input + right.input,
  cacheCreate: left.cacheCreate + right.cacheCreate,
  cacheCreate5m: left.cacheCreate5m + right.cacheCreate5m,
  cacheCreate1h: left.cacheCreate1h + right.cacheCreate1h,
  cacheRead: left.cacheRead + right.cacheRead,
  output: left.output + right.output,
  reasoning: left.reasoning + right.reasoning,
  total: left.total + right.total,
  uncachedInput: left.uncachedInput + right.uncachedInput,
})

/** A count as the original shows it: `999`, `1000 (1.0k)`, `1250000 (1.2m)`; the short form is cut, not rounded. */
export const formatCount = (value: number): string => {
  if (value >= 1_000_000) return `${value} (${(Math.floor(value / 100_000) / 10).toFixed(1)}m)`
  if (value >= 1000) return `${value} (${(Math.floor(value / 100) / 10).toFixed(1)}k)`
  return String(value)
}

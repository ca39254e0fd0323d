/** Parts that readings of all families have: shares that can be believed, words, instants. */
import type { MeterReading } from '../../contract/meter.ts'
import { numberIn, resetIn } from './limit-values.ts'

/** A header that belongs to a limit: which of its fields it is. */
export interface LimitField {
  /** Name of the limit as its headers have it. */
  readonly limit: string
  readonly field: string
}

/** The fields of one limit, by name. */
export type LimitFields = ReadonlyMap<string, string>

/** Beyond ten times its limit nobody can be: such a number means something else. */
const MOST_USED = 10

/** A share of one that can be believed. */
export const shareIn = (value: string | undefined, divisor = 1): number | undefined => {
  const number = numberIn(value)
  return number === undefined || number / divisor > MOST_USED ? undefined : number / divisor
}

/** When a limit begins anew (ms since 1970), as an object to spread. */
export const resetOf = (fields: LimitFields, name: string, now: number): Pick<MeterReading, 'resetsAt'> => {
  const value = fields.get(name)
  const instant = value === undefined ? undefined : resetIn(value, now)
  return instant === undefined || !Number.isSafeInteger(Math.round(instant)) ? {} : { resetsAt: Math.round(instant) }
}

/** The upstream's word for how a limit stands, as an object to spread. One word, so that nothing else can stand in it. */
export const statusOf = (fields: LimitFields, name = 'status'): Pick<MeterReading, 'status'> => {
  const value = fields.get(name)?.trim().toLowerCase() ?? ''
  return /^[a-z][a-z_-]{0,39}$/.test(value) ? { status: value } : {}
}

/** Names that limits may have: they become names of windows. */
export const LIMIT_NAME = '[a-z0-9][a-z0-9_.-]{0,39}?'

/** `used` and `limit` of what tells its limit and what remains of it; undefined when that cannot be meant. */
export const usedOf = (fields: LimitFields): Pick<MeterReading, 'used' | 'limit'> | undefined => {
  const limit = numberIn(fields.get('limit'))
  const remaining = numberIn(fields.get('remaining'))
  if (limit === undefined || remaining === undefined || limit > Number.MAX_SAFE_INTEGER) return undefined
  return remaining > limit ? undefined : { used: limit - remaining, limit }
}

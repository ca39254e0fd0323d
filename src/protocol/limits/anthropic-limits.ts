/** `anthropic-ratelimit-*`: the unified windows of Claude's plans, and the limits per minute of its API. */
import type { MeterReading } from '../../contract/meter.ts'
import { LIMIT_NAME, type LimitField, type LimitFields, resetOf, shareIn, statusOf, usedOf } from './limit-parts.ts'
import { numberIn } from './limit-values.ts'

const UNIFIED = new RegExp(`^anthropic-ratelimit-unified(?:-(${LIMIT_NAME}))?-(utilization|reset|status)$`)
const PER_MINUTE = new RegExp(`^anthropic-ratelimit-(${LIMIT_NAME})-(limit|remaining|reset)$`)

/** What decides for the account as a whole has no name of its own. */
export const WHOLE_PLAN = 'plan'

export const unifiedField = (name: string): LimitField | undefined => {
  const match = UNIFIED.exec(name)
  return match === null ? undefined : { limit: match[1] ?? WHOLE_PLAN, field: match[2] ?? '' }
}

export const unifiedReading = (limit: string, fields: LimitFields, now: number): MeterReading | undefined => {
  const told = fields.get('utilization')
  const used = shareIn(told)
  if (told !== undefined && used === undefined) return undefined
  return {
    window: limit,
    kind: limit === 'overage' ? 'credit' : 'plan',
    source: 'anthropic-unified',
    unit: 'fraction',
    ...(used === undefined ? {} : { used, limit: 1 }),
    ...resetOf(fields, 'reset', now),
    ...statusOf(fields),
  }
}

export const anthropicField = (name: string): LimitField | undefined => {
  const match = name.startsWith('anthropic-ratelimit-unified') ? null : PER_MINUTE.exec(name)
  return match === null ? undefined : { limit: match[1] ?? '', field: match[2] ?? '' }
}

export const anthropicReading = (limit: string, fields: LimitFields, now: number): MeterReading | undefined =>
  perMinute(limit, fields, now, 'anthropic')

/** A limit that tells what remains of it. What remains without its limit says only whether anything is left. */
export const perMinute = (
  limit: string,
  fields: LimitFields,
  now: number,
  source: 'anthropic' | 'openai',
): MeterReading | undefined => {
  const numbers = usedOf(fields)
  const reset = resetOf(fields, 'reset', now)
  const isSpent = numberIn(fields.get('remaining')) === 0
  if (numbers === undefined && reset.resetsAt === undefined) return undefined
  return {
    window: limit,
    kind: 'rate',
    source,
    unit: limit.includes('token') ? 'tokens' : 'requests',
    ...numbers,
    ...reset,
    ...(isSpent ? { status: 'spent' } : {}),
  }
}

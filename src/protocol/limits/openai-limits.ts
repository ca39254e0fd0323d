/** `x-ratelimit-*`: the limits per minute of OpenAI's API, and of many who speak like it. */
import type { MeterReading } from '../../contract/meter.ts'
import { perMinute } from './anthropic-limits.ts'
import { LIMIT_NAME, type LimitField, type LimitFields } from './limit-parts.ts'

const NAME = new RegExp(`^x-ratelimit-(limit|remaining|reset)-(${LIMIT_NAME})$`)

export const openaiField = (name: string): LimitField | undefined => {
  const match = NAME.exec(name)
  return match === null ? undefined : { limit: match[2] ?? '', field: match[1] ?? '' }
}

export const openaiReading = (limit: string, fields: LimitFields, now: number): MeterReading | undefined =>
  perMinute(limit, fields, now, 'openai')

/** How long an upstream that refuses asks to be left alone, read from its answer. */
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { MeterReading } from '../../contract/meter.ts'
import { readLimits } from '../../protocol/limits/limit-headers.ts'
import { instantIn, numberIn } from '../../protocol/limits/limit-values.ts'

export interface CooldownOptions {
  readonly status: number
  readonly headers: RawHeaders
  /** ms since 1970. */
  readonly now: number
  /** Longest cooldown granted, in ms. */
  readonly maxMs: number
}

/**
 * The instant (ms since 1970) before which the upstream does not want to be asked, or undefined when it names none.
 * `retry-after` goes first (RFC 9110 section 10.2.3, with OpenAI's `retry-after-ms`); for 429 and 529 then the headers about limits.
 */
export const cooldownUntil = ({ status, headers, now, maxMs }: CooldownOptions): number | undefined => {
  const limited = status === 429 || status === 529
  const until = retryAfter(headers, now) ?? (limited ? windowEnd(headers, now) : undefined)
  return until === undefined || until <= now ? undefined : Math.min(until, now + maxMs)
}

const retryAfter = (headers: RawHeaders, now: number): number | undefined => {
  const milliseconds = numberIn(headerValue(headers, 'retry-after-ms'))
  if (milliseconds !== undefined) return now + milliseconds
  const value = headerValue(headers, 'retry-after')
  const seconds = numberIn(value)
  return seconds === undefined ? instantIn(value) : now + seconds * 1000
}

/** Limits that are used up decide, the last of them; when no limit says so, the one that ends first. */
const windowEnd = (headers: RawHeaders, now: number): number | undefined => {
  const { readings } = readLimits(headers, now)
  const spent = readings.filter(isSpent).flatMap(endOf)
  if (spent.length > 0) return Math.max(...spent)
  const others = readings.filter(mayHaveRefused).flatMap(endOf)
  return others.length === 0 ? undefined : Math.min(...others)
}

const endOf = ({ resetsAt }: MeterReading): readonly number[] => (resetsAt === undefined ? [] : [resetsAt])

const isSpent = ({ used, limit, status }: MeterReading): boolean =>
  status === 'spent' || status === 'rejected' || (used !== undefined && limit !== undefined && used >= limit)

/** A window of a plan of which something is known to be left did not refuse. */
const mayHaveRefused = ({ kind, used }: MeterReading): boolean => kind === 'rate' || used === undefined

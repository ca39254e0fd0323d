/** How long an upstream that refuses asks to be left alone, read from its answer. */
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'

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
 * `retry-after` goes first (RFC 9110 section 10.2.3, with OpenAI's `retry-after-ms`); for 429 and 529 then the rate-limit headers of
 * Anthropic (https://docs.anthropic.com/en/api/rate-limits) and OpenAI (https://platform.openai.com/docs/guides/rate-limits).
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
  const windows: { readonly end: number; readonly spent: boolean }[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase()
    const remaining = remainingHeader(name)
    const end = remaining === undefined ? undefined : resetIn(headers[index + 1] ?? '', now)
    if (remaining === undefined || end === undefined) continue
    windows.push({ end, spent: numberIn(headerValue(headers, remaining)) === 0 })
  }
  const spent = windows.filter((window) => window.spent).map(({ end }) => end)
  if (spent.length > 0) return Math.max(...spent)
  return windows.length === 0 ? undefined : Math.min(...windows.map(({ end }) => end))
}

/** The header that says what is left of the limit whose reset this header names. */
const remainingHeader = (name: string): string | undefined => {
  const anthropic = /^(anthropic-ratelimit-.+)-reset$/.exec(name)
  if (anthropic !== null) return `${anthropic[1]}-remaining`
  const openai = /^x-ratelimit-reset-(.+)$/.exec(name)
  return openai === null ? undefined : `x-ratelimit-remaining-${openai[1]}`
}

/** Numbers above this are seconds since 1970, below it seconds from now. */
const EPOCH_SECONDS = 1_000_000_000

const resetIn = (value: string, now: number): number | undefined => {
  const number = numberIn(value)
  if (number !== undefined) return number > EPOCH_SECONDS ? number * 1000 : now + number * 1000
  const duration = durationIn(value)
  return duration === undefined ? instantIn(value) : now + duration
}

const numberIn = (value: string | undefined): number | undefined =>
  value !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : undefined

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `6m0s`, `1.5s`, `20ms`: in ms. */
const durationIn = (value: string): number | undefined => {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(value)) return undefined
  return [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0),
    0,
  )
}

/** A date must look like one: `Date.parse` would take a bare number for a year. */
const instantIn = (value: string | undefined): number | undefined => {
  const instant = value === undefined || !/\d{1,2}:\d{2}/.test(value) ? Number.NaN : Date.parse(value)
  return Number.isNaN(instant) ? undefined : instant
}

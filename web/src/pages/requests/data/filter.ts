/** The filter of the request list as it stands in the address, and as the API and the live rows understand it. Pure. */
import type { ExchangeQuery } from '../../../../../src/contract/api/exchanges.ts'

export const RANGES = ['15m', '1h', '24h', '7d', '30d', 'custom'] as const
export type Range = (typeof RANGES)[number]

/** All fields are texts, so that the address reads well. */
export interface RequestFilter {
  readonly service?: string
  readonly upstream?: string
  /** `429`, `4xx`, `ok`, `failed`. */
  readonly status?: string
  readonly model?: string
  readonly token?: string
  readonly session?: string
  readonly path?: string
  readonly text?: string
  /** Milliseconds. */
  readonly slow?: string
  /** Dollars. */
  readonly costs?: string
  readonly range?: Range
  /** With `range` custom: local time, `2026-11-22T14:30`. */
  readonly from?: string
  readonly to?: string
}

const FIELDS = [
  'service',
  'upstream',
  'status',
  'model',
  'token',
  'session',
  'path',
  'text',
  'slow',
  'costs',
  'from',
  'to',
] as const

const isRange = (value: unknown): value is Range => (RANGES as readonly unknown[]).includes(value)

/** What an address says; anything that is not understood is left out. */
export const filterFromSearch = (search: Readonly<Record<string, unknown>>): RequestFilter => {
  const filter: Record<string, string> = {}
  for (const field of FIELDS) {
    const value = search[field]
    if (typeof value === 'string' && value !== '') filter[field] = value
    // An address such as `?status=404` is read as a number.
    if (typeof value === 'number') filter[field] = String(value)
  }
  return { ...filter, ...(isRange(search['range']) ? { range: search['range'] } : {}) }
}

/** Sets or removes one field. */
export const withField = (filter: RequestFilter, field: keyof RequestFilter, value: string): RequestFilter => {
  const rest: Record<string, unknown> = { ...filter }
  delete rest[field]
  if (field === 'range' && value !== 'custom') {
    delete rest['from']
    delete rest['to']
  }
  return filterFromSearch(value === '' ? rest : { ...rest, [field]: value })
}

export const isEmptyFilter = (filter: RequestFilter): boolean => Object.keys(filter).length === 0

const LENGTHS: Readonly<Record<Exclude<Range, 'custom'>, number>> = {
  '15m': 900_000,
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
}

const instant = (local: string | undefined): number | undefined => {
  const at = local === undefined ? Number.NaN : Date.parse(local)
  return Number.isNaN(at) ? undefined : at
}

/** First and last instant of the range, in ms. */
export const rangeOf = (filter: RequestFilter, now: number): { readonly since?: number; readonly until?: number } => {
  if (filter.range === undefined) return {}
  if (filter.range !== 'custom') return { since: now - LENGTHS[filter.range] }
  const since = instant(filter.from)
  const until = instant(filter.to)
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
}

/** As the API takes it. */
const AMOUNT = /^\d{1,6}(\.\d{1,9})?$/
const DIGITS = /^\d{1,15}$/

/** The question to the API. */
export const toQuery = (filter: RequestFilter, now: number): ExchangeQuery => {
  const { range: _range, from: _from, to: _to, slow, costs, ...same } = filter
  const { since, until } = rangeOf(filter, now)
  return {
    ...same,
    ...(slow !== undefined && DIGITS.test(slow) ? { minDurationMs: slow } : {}),
    ...(costs !== undefined && AMOUNT.test(costs) ? { costAbove: costs } : {}),
    ...(since === undefined ? {} : { since: String(Math.max(0, since)) }),
    ...(until === undefined ? {} : { until: String(Math.max(0, until)) }),
  }
}

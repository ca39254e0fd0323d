/** Rows back into what the interfaces speak of. */
import type { Attempt, Change, Outcome, RawHeaders } from '../../../contract/exchange.ts'
import { NO_USAGE, type Usage } from '../../../contract/usage.ts'
import type { ExchangeSummary, StoredExchange } from '../../journal.ts'
import { type DetailRow, type ExchangeRow, SORT_SLOTS } from './schema.ts'
import { USAGE_FIELDS } from './wire.ts'

export const summaryOf = (row: ExchangeRow): ExchangeSummary => ({
  id: row.id,
  service: row.service,
  method: row.method,
  path: row.path,
  query: row.query,
  upstream: row.upstream,
  token: row.token,
  session: row.session,
  modelAsked: row.model_asked,
  modelSent: row.model_sent,
  status: Math.abs(row.result),
  outcome: outcomeOf(row),
  attempts: row.attempts,
  startedAt: Math.floor(row.sort / SORT_SLOTS),
  firstByteMs: row.first_byte_ms,
  durationMs: row.duration_ms,
  requestBytes: row.request_bytes,
  responseBytes: row.response_bytes,
  usage: row.usage === null ? null : usageOf(JSON.parse(row.usage) as readonly number[]),
  usagePartial: row.usage_partial === 1,
})

export const storedOf = (exchange: ExchangeRow, details: DetailRow | undefined): StoredExchange => ({
  ...summaryOf(exchange),
  address: details?.address ?? '',
  rawUsage: parsed<Readonly<Record<string, unknown>> | null>(details?.raw_usage, null),
  attemptList: parsed<readonly Attempt[]>(details?.attempts, []),
  changes: parsed<readonly Change[]>(details?.changes, []),
  requestHeaders: parsed<RawHeaders>(details?.request_headers, []),
  sentHeaders: parsed<RawHeaders | null>(details?.sent_headers, null),
  responseHeaders: parsed<RawHeaders>(details?.response_headers, []),
})

const outcomeOf = (row: ExchangeRow): Outcome =>
  parsed<Outcome>(row.outcome, { kind: 'delivered', status: Math.abs(row.result) })

const usageOf = (counts: readonly number[]): Usage => {
  const usage = USAGE_FIELDS.map((field, index) => [field, counts[index] ?? 0] as const)
  return { ...NO_USAGE, ...Object.fromEntries(usage) }
}

const parsed = <T>(json: string | null | undefined, otherwise: T): T =>
  json === null || json === undefined ? otherwise : (JSON.parse(json) as T)

/** Rows back into what the interfaces speak of. */
import type { Attempt } from '../../../../contract/exchange.ts'
import { usageBy } from '../../../../contract/usage.ts'
import type { ExchangeSummary, StoredExchange } from '../../../records/journal.ts'
import { type DetailMore, type ExchangeMore, unpackCost } from '../database/record-rows.ts'
import { type DetailRow, type ExchangeRow, SORT_SLOTS } from '../database/schema.ts'
import { lookUp } from '../database/sent-headers.ts'
import { jsonOr } from './damaged-json.ts'

export const summaryOf = (row: ExchangeRow): ExchangeSummary => {
  const more = jsonOr(row.more, NO_MORE)
  const status = Math.abs(row.result)
  return {
    id: row.id,
    service: row.service,
    method: more.method,
    path: row.path,
    query: more.query,
    upstream: row.upstream,
    token: row.token,
    session: row.session,
    modelAsked: row.model_asked,
    modelSent: row.model_sent,
    status,
    outcome: more.outcome ?? { kind: 'delivered', status },
    attempts: more.attempts,
    startedAt: Math.floor(row.sort / SORT_SLOTS),
    firstByteMs: more.firstByteMs ?? null,
    durationMs: row.duration_ms,
    requestBytes: more.requestBytes,
    responseBytes: more.responseBytes,
    usage: more.usage === undefined ? null : usageBy((_field, index) => more.usage?.[index] ?? 0),
    usagePartial: more.partial ?? false,
    side: more.side ?? false,
    cost: more.cost === undefined ? null : unpackCost(more.cost),
  }
}

export const storedOf = (exchange: ExchangeRow, details: DetailRow | undefined): StoredExchange => {
  const more = details === undefined ? NO_DETAILS : jsonOr(details.more, NO_DETAILS)
  return {
    ...summaryOf(exchange),
    address: more.address,
    rawUsage: more.rawUsage ?? null,
    attemptList: details === undefined ? [] : jsonOr<readonly Attempt[]>(details.attempts, []),
    changes: more.changes,
    requestHeaders: more.requestHeaders,
    sentHeaders: more.sentHeaders === undefined ? null : lookUp(more.requestHeaders, more.sentHeaders),
    responseHeaders: more.responseHeaders,
  }
}

const NO_MORE: ExchangeMore = { method: '', query: '', attempts: 0, requestBytes: 0, responseBytes: 0 }

const NO_DETAILS: DetailMore = { address: '', changes: [], requestHeaders: [], responseHeaders: [] }

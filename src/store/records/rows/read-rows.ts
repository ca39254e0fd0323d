/** Rows back into what the interfaces speak of. */
import type { Attempt } from '../../../contract/exchange.ts'
import { usageBy } from '../../../contract/usage.ts'
import type { ExchangeSummary, StoredExchange } from '../journal.ts'
import { jsonOr } from './damaged-json.ts'
import { type DetailMore, type ExchangeMore, unpackCost } from './record-rows.ts'
import { lookUp } from './sent-headers.ts'

/** Columns of a record that lists show; beside them stands its place in the order. */
export interface ExchangeColumns {
  readonly id: string
  readonly service: string
  readonly path: string
  readonly upstream: string | null
  readonly token: string | null
  readonly session: string | null
  readonly model_asked: string | null
  readonly model_sent: string | null
  /** Status the client saw, negative when the exchange failed. */
  readonly result: number
  readonly duration_ms: number
  /** The rest of the summary as JSON: see `ExchangeMore`. */
  readonly more: string
}

export interface DetailColumns {
  /** Attempts as JSON; apart from the rest, because a rename changes them. */
  readonly attempts: string
  /** Everything else as JSON: see `DetailMore`. */
  readonly more: string
}

/** `startedAt` in ms since 1970. */
export const summaryOf = (row: ExchangeColumns, startedAt: number): ExchangeSummary => {
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
    startedAt,
    firstByteMs: more.firstByteMs ?? null,
    durationMs: row.duration_ms,
    requestBytes: more.requestBytes,
    responseBytes: more.responseBytes,
    usage: more.usage === undefined ? null : usageBy((_field, index) => more.usage?.[index] ?? 0),
    usagePartial: more.partial ?? false,
    side: more.side ?? false,
    cost: more.cost === undefined ? null : unpackCost(more.cost),
    said: more.said ?? null,
  }
}

export const storedOf = (
  exchange: ExchangeColumns,
  startedAt: number,
  details: DetailColumns | undefined,
): StoredExchange => {
  const more = details === undefined ? NO_DETAILS : jsonOr(details.more, NO_DETAILS)
  return {
    ...summaryOf(exchange, startedAt),
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

/** Records as the memory back end shows them. */
import { type Captured, type ExchangeRecord, statusSeen } from '../../contract/exchange.ts'
import type { BodyKind, ExchangeSummary, StoredBody, StoredExchange } from '../records/journal.ts'

export const summaryOf = (record: ExchangeRecord): ExchangeSummary => ({
  id: record.id,
  service: record.service,
  method: record.method,
  path: record.path,
  query: record.query,
  upstream: record.upstream ?? null,
  token: record.token ?? null,
  session: record.session ?? null,
  modelAsked: record.model.asked ?? null,
  modelSent: record.model.sent ?? null,
  status: statusSeen(record.outcome),
  outcome: record.outcome,
  attempts: record.attempts.length,
  startedAt: record.startedAt,
  firstByteMs: record.firstByteMs ?? null,
  durationMs: record.durationMs,
  requestBytes: record.request.size,
  responseBytes: record.response.size,
  usage: record.usage?.usage ?? null,
  usagePartial: record.usage?.partial ?? false,
})

export const storedOf = (record: ExchangeRecord): StoredExchange => ({
  ...summaryOf(record),
  address: record.address,
  rawUsage: record.usage?.raw ?? null,
  attemptList: record.attempts,
  changes: record.changes,
  requestHeaders: record.requestHeaders,
  sentHeaders: record.sentHeaders ?? null,
  responseHeaders: record.responseHeaders,
})

/** The body as passed on the wire; undefined when there was none, or when it is not kept any more. */
export const bodyOf = (record: ExchangeRecord, kind: BodyKind): StoredBody | undefined => {
  if (kind === 'sent' && record.sent === undefined) {
    return record.sentHeaders === undefined ? undefined : bodyOf(record, 'request')
  }
  const captured = record[kind]
  if (captured === undefined || (captured.chunks.length === 0 && captured.size > 0 && !captured.truncated))
    return undefined
  return { bytes: Buffer.concat(captured.chunks), truncated: captured.truncated, size: captured.size }
}

/** The record without its bodies. */
export const emptied = (record: ExchangeRecord): ExchangeRecord => {
  const { sent, ...rest } = record
  return {
    ...rest,
    request: nothingOf(record.request),
    response: nothingOf(record.response),
    ...(sent === undefined ? {} : { sent: nothingOf(sent) }),
  }
}

export const withUpstreamRenamed = (
  record: ExchangeRecord,
  { service, from, to }: { readonly service: string; readonly from: string; readonly to: string },
): ExchangeRecord => {
  if (record.service !== service) return record
  return {
    ...record,
    ...(record.upstream === from ? { upstream: to } : {}),
    attempts: record.attempts.map((attempt) => (attempt.upstream === from ? { ...attempt, upstream: to } : attempt)),
  }
}

const nothingOf = (captured: Captured): Captured => ({ chunks: [], truncated: false, size: captured.size })

/** Records as the memory back end shows them. */
import { applyEdit } from '../../codec/bytes/body-edit.ts'
import { statusSeen } from '../../contract/exchange.ts'
import { costView } from '../../contract/money/cost.ts'
import type { BodyKind, ExchangeSummary, StoredBody, StoredExchange } from '../records/journal.ts'
import { listedWords } from '../records/listed-words.ts'
import type { Rename } from '../records/record-driver.ts'
import type { ExchangeFacts, StoredForm, StoredRecord } from '../records/stored-record.ts'

export const summaryOf = (record: ExchangeFacts): ExchangeSummary => ({
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
  side: record.side ?? false,
  usage: record.usage?.usage ?? null,
  usagePartial: record.usage?.partial ?? false,
  cost: record.cost === undefined ? null : costView(record.cost),
  said: listedWords(record) ?? null,
})

export const storedOf = (record: ExchangeFacts): StoredExchange => ({
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
export const bodyOf = (record: StoredRecord, kind: BodyKind): StoredBody | undefined => {
  const form = record.bodies.find((body) => body.kind === kind)
  if (form !== undefined) return { bytes: bytesOf(record, form), truncated: form.truncated, size: form.size }
  const { exchange } = record
  if (kind === 'sent') return exchange.sentHeaders === undefined ? undefined : bodyOf(record, 'request')
  return exchange[kind].size === 0 ? { bytes: new Uint8Array(), truncated: false, size: 0 } : undefined
}

const bytesOf = (record: StoredRecord, { chunks, edit }: StoredForm): Uint8Array => {
  const bytes = Buffer.concat(chunks)
  if (edit === undefined) return bytes
  return applyEdit(bodyOf(record, 'request')?.bytes ?? new Uint8Array(), { ...edit, inserted: bytes })
}

export const withUpstreamRenamed = (record: ExchangeFacts, { service, from, to }: Rename): ExchangeFacts => {
  if (record.service !== service) return record
  return {
    ...record,
    ...(record.upstream === from ? { upstream: to } : {}),
    attempts: record.attempts.map((attempt) => (attempt.upstream === from ? { ...attempt, upstream: to } : attempt)),
  }
}

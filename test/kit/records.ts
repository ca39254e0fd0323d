/** Finished exchanges for tests of journal and ledger: one sensible record, and what a test says about it. */

import { Parcel } from '../../src/codec/bytes/leased-bytes.ts'
import { requestId } from '../../src/codec/http/request-id.ts'
import type { Attempt, AttemptOutcome, Captured, ExchangeRecord } from '../../src/contract/exchange.ts'
import { type Cost, costView } from '../../src/contract/money/cost.ts'
import { NO_USAGE, type Usage } from '../../src/contract/usage.ts'
import { type RowBatch, rowOf } from '../../src/store/records/rows/record-rows.ts'
import { storedRecord } from '../../src/store/records/stored-record.ts'

export const captured = (text: string | Uint8Array = '', over: Partial<Captured> = {}): Captured => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  return { chunks: bytes.byteLength === 0 ? [] : [bytes], truncated: false, size: bytes.byteLength, ...over }
}

export const usageOf = (counts: Partial<Usage>): NonNullable<ExchangeRecord['usage']> => ({
  usage: { ...NO_USAGE, ...counts },
  raw: { input_tokens: counts.input ?? 0, output_tokens: counts.output ?? 0 },
  partial: false,
})

/** What a request cost, in nano-dollars. */
export const costAt = (nano: bigint | null, over: Partial<Cost> = {}): Cost => ({
  nano,
  list: nano,
  quality: nano === null ? 'unknown' : 'exact',
  book: '01234567',
  rule: 'own#1',
  class: '',
  searches: 0,
  ...over,
})

/** An attempt whose answer nobody got, and which was billed all the same. */
export const lostAttempt = (upstream: string, cost: Cost, usage: Partial<Usage> = {}): Attempt => ({
  ...attemptAt(upstream, { kind: 'broken', code: 'ECONNRESET', bytes: 9 }),
  model: 'claude-opus',
  billed: { usage: { ...NO_USAGE, ...usage }, cost: costView(cost) },
})

export const attemptAt = (
  upstream: string,
  outcome: AttemptOutcome = { kind: 'answered', status: 200 },
  number = 1,
): Attempt => ({
  number,
  upstream,
  url: `https://${encodeURIComponent(upstream)}.test/v1/messages`,
  startedAt: 1_750_000_000_000,
  durationMs: 12,
  outcome,
  reason: 'active',
})

/** An attempt at an upstream that was overloaded, and said so. */
export const refusedAttempt = (upstream: string, message: string): Attempt => ({
  ...attemptAt(upstream, { kind: 'refused', status: 529 }),
  said: { type: 'overloaded_error', message },
})

/** A delivered request to the upstream `prod`, unless `over` says otherwise. */
export const recordOf = (over: Partial<ExchangeRecord> = {}): ExchangeRecord => {
  const startedAt = over.startedAt ?? 1_750_000_000_000
  const upstream = over.upstream ?? 'prod'
  return {
    id: requestId(startedAt),
    service: 'claude',
    method: 'POST',
    path: '/v1/messages',
    query: '',
    address: '127.0.0.1',
    model: { asked: 'claude-opus', sent: 'claude-opus' },
    upstream,
    startedAt,
    firstByteMs: 20,
    durationMs: 120,
    attempts: [attemptAt(upstream)],
    changes: [],
    outcome: { kind: 'delivered', status: 200 },
    usage: usageOf({ input: 10, output: 5, total: 15, uncachedInput: 10 }),
    requestHeaders: ['content-type', 'application/json'],
    request: captured('{"model":"claude-opus"}'),
    sentHeaders: ['content-type', 'application/json'],
    responseHeaders: ['content-type', 'application/json'],
    response: captured('{"ok":true}'),
    ...over,
  }
}

/** Records as they go to the writer's thread of SQLite. */
export const batchOf = (...records: readonly ExchangeRecord[]): RowBatch => {
  return { records: records.map((record) => rowOf(storedRecord(record), new Parcel())), entries: [], urgent: false }
}

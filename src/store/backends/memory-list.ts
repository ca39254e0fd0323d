/** One page of the list from records in memory, with the same conditions and order as on disk. */
import { bodyHolds } from '../records/body-text.ts'
import { matchesStatus, resultOf } from '../records/entry.ts'
import type { JournalPage, JournalQuery } from '../records/journal.ts'
import { limitOf } from '../records/page-limit.ts'
import type { ExchangeFacts, StoredRecord } from '../records/stored-record.ts'
import { bodyOf, summaryOf } from './memory-record.ts'

/** A record and its place among those that began in the same millisecond. */
export interface Held {
  readonly sequence: number
  readonly record: StoredRecord
}

/** `held` is oldest first; the page is newest first. */
export const listHeld = async (
  held: readonly Held[],
  query: JournalQuery,
  signal: AbortSignal | undefined,
): Promise<JournalPage> => {
  const limit = limitOf(query)
  const found: Held[] = []
  for (const one of held.toReversed()) {
    signal?.throwIfAborted()
    if (found.length > limit) break
    if (
      isAfterCursor(one, query.cursor) &&
      matches(one.record.exchange, query) &&
      (await matchesText(one.record, query.text))
    ) {
      found.push(one)
    }
  }
  const items = found.slice(0, limit)
  const last = items.at(-1)
  const page = items.map(({ record }) => summaryOf(record.exchange))
  return found.length > limit && last !== undefined ? { items: page, next: cursorOf(last) } : { items: page }
}

const matches = (record: ExchangeFacts, query: JournalQuery): boolean =>
  [
    same(query.service, record.service),
    same(query.upstream, record.upstream),
    same(query.token, record.token),
    same(query.session, record.session),
    query.model === undefined || query.model === record.model.asked || query.model === record.model.sent,
    query.status === undefined || matchesStatus(resultOf(record), query.status),
    record.startedAt >= (query.since ?? 0),
    record.startedAt < (query.until ?? Number.POSITIVE_INFINITY),
    record.durationMs >= (query.minDurationMs ?? 0),
    isAbove(record, query.costAbove),
    query.path === undefined || record.path.includes(query.path),
  ].every(Boolean)

const isAbove = ({ cost }: ExchangeFacts, nano: number | undefined): boolean =>
  nano === undefined || (cost !== undefined && cost.nano !== null && cost.nano > BigInt(nano))

const same = (wanted: string | undefined, value: string | undefined): boolean =>
  wanted === undefined || wanted === value

const matchesText = async (record: StoredRecord, text: string | undefined): Promise<boolean> => {
  if (text === undefined) return true
  const { exchange } = record
  const parts = [
    ['request', exchange.requestHeaders],
    ['sent', exchange.sentHeaders ?? []],
    ['response', exchange.responseHeaders],
  ] as const
  for (const [kind, headers] of parts) {
    const body = bodyOf(record, kind)
    if (body !== undefined && (await bodyHolds(body.bytes, headers, text))) return true
  }
  return false
}

const cursorOf = ({ record, sequence }: Held): string => `${record.exchange.startedAt}-${sequence}`

const isAfterCursor = ({ record: { exchange }, sequence }: Held, cursor: string | undefined): boolean => {
  const [startedAt, last] = (cursor ?? '').split('-').map(Number)
  if (cursor === undefined || startedAt === undefined || last === undefined) return true
  return exchange.startedAt < startedAt || (exchange.startedAt === startedAt && sequence < last)
}

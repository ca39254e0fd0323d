/** Records whose exchange was running while its upstream was renamed. */
import type { Rename } from '../record-driver.ts'
import { EXCHANGE_COLUMNS, type RecordRow } from './record-rows.ts'

export interface RenameAt extends Rename {
  /** ms since 1970: exchanges that started before and end later still carry the old name. */
  readonly now: number
}

const [SERVICE, UPSTREAM] = [EXCHANGE_COLUMNS.indexOf('service'), EXCHANGE_COLUMNS.indexOf('upstream')]

/** What a record must be told about a rename that happened while its exchange ran. */
export const renamed = (record: RecordRow, { service, from, to, now }: RenameAt): RecordRow => {
  if (record.exchange[SERVICE] !== service || record.startedAt >= now) return record
  const { exchange, entries } = record
  return {
    ...record,
    exchange: exchange[UPSTREAM] === from ? exchange.with(UPSTREAM, to) : exchange,
    attempts: record.attempts.replaceAll(attemptName(from), () => attemptName(to)),
    entries: entries.map((entry) => (entry.upstream === from ? { ...entry, upstream: to } : entry)),
  }
}

/** How an upstream stands in the JSON of attempts. Inside a JSON string its quotes would be escaped, so this is exact. */
export const attemptName = (upstream: string): string => `"upstream":${JSON.stringify(upstream)}`

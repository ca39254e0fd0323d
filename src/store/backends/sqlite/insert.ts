/** Writes a batch: records, bodies and totals, all in the caller's transaction. */
import { collectEntry, type LedgerEntry } from '../entry.ts'
import type { Connection, SqlValue } from './driver.ts'
import { failureKind } from './failure.ts'
import type { DayOf } from './ledger-days.ts'
import { addToLedger } from './ledger-sql.ts'
import { packBytes } from './packing.ts'
import type { Batch, Rename } from './protocol.ts'
import { BODY_SLOTS, LATEST_MS, SORT_SLOTS } from './schema.ts'
import type { WireRecord } from './wire.ts'

const EXCHANGE_COLUMNS = [
  'sort',
  'id',
  'service',
  'method',
  'path',
  'query',
  'upstream',
  'token',
  'session',
  'model_asked',
  'model_sent',
  'result',
  'outcome',
  'attempts',
  'first_byte_ms',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'usage',
  'usage_partial',
] as const
const DETAIL_COLUMNS = [
  'sort',
  'address',
  'raw_usage',
  'attempts',
  'changes',
  'request_headers',
  'sent_headers',
  'response_headers',
] as const
const insertInto = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`

// A record that is there already was written by a batch, or an import, that did not hear of its own success.
const INSERT_EXCHANGE = `${insertInto('exchanges', EXCHANGE_COLUMNS)} ON CONFLICT (id) DO NOTHING`
const INSERT_DETAILS = insertInto('details', DETAIL_COLUMNS)
const INSERT_BODY = insertInto('bodies', ['id', 'packing', 'truncated', 'size', 'bytes'])
const LAST_SORT = 'SELECT max(sort) AS last FROM exchanges WHERE sort >= ? AND sort < ?'
const COUNT = 'UPDATE meta SET value = value + ? WHERE name = ?'

export interface Inserted {
  /** Records left out because their own data could not be written. */
  readonly refused: number
}

/** Renames that records of exchanges already running at that time have not heard of. */
export type RecordFixer = (record: WireRecord) => WireRecord

export interface InsertOptions {
  readonly fix: RecordFixer
  readonly dayOf: DayOf
}

/** Throws only what concerns the whole batch: a full disk, a lock, a broken file. */
export const insertBatch = (connection: Connection, batch: Batch, { fix, dayOf }: InsertOptions): Inserted => {
  const totals = new Map<string, LedgerEntry>()
  for (const entry of batch.entries) collectEntry(totals, entry)
  const counts = { records: 0, bodied: 0, refused: 0 }
  let offset = 0
  for (const original of batch.records) {
    const record = fix(original)
    const bytes = new Uint8Array(batch.bytes, offset, lengthOf(record))
    offset += bytes.byteLength
    const inserted = insertSafely(connection, record, bytes)
    if (inserted === 'refused') counts.refused += 1
    if (inserted !== 'inserted') continue
    counts.records += 1
    counts.bodied += record.bodies.length > 0 ? 1 : 0
    if (record.entry !== undefined) collectEntry(totals, record.entry)
  }
  for (const entry of totals.values()) addToLedger(connection, entry, dayOf)
  countRecords(connection, counts)
  return { refused: counts.refused }
}

export const countRecords = (connection: Connection, change: { records: number; bodied: number }): void => {
  if (change.records !== 0) connection.run(COUNT, [change.records, 'records'])
  if (change.bodied !== 0) connection.run(COUNT, [change.bodied, 'bodied'])
}

/** What a record must be told about a rename that happened while its exchange ran. */
export const renamed = (record: WireRecord, { service, from, to, now }: Rename): WireRecord => {
  if (record.exchange.service !== service || record.startedAt >= now) return record
  const swap = <Name extends string | null>(name: Name): Name | string => (name === from ? to : name)
  return {
    ...record,
    exchange: { ...record.exchange, upstream: swap(record.exchange.upstream) },
    details: {
      ...record.details,
      attempts: record.details.attempts.replaceAll(attemptName(from), () => attemptName(to)),
    },
    entry: record.entry === undefined ? undefined : { ...record.entry, upstream: swap(record.entry.upstream) },
  }
}

/** How an upstream stands in the JSON of attempts. Inside a JSON string its quotes would be escaped, so this is exact. */
export const attemptName = (upstream: string): string => `"upstream":${JSON.stringify(upstream)}`

const lengthOf = (record: WireRecord): number => record.bodies.reduce((sum, body) => sum + body.length, 0)

const insertSafely = (
  connection: Connection,
  record: WireRecord,
  bytes: Uint8Array,
): 'inserted' | 'present' | 'refused' => {
  const sort = freeSort(connection, record.startedAt)
  try {
    return insertRecord(connection, record, { sort, bytes }) ? 'inserted' : 'present'
  } catch (error) {
    if (failureKind(error) !== 'data') throw error
    for (const table of ['exchanges', 'details']) connection.run(`DELETE FROM ${table} WHERE sort = ?`, [sort])
    connection.run('DELETE FROM bodies WHERE id >= ? AND id < ?', [sort * BODY_SLOTS, (sort + 1) * BODY_SLOTS])
    return 'refused'
  }
}

/** False when the record was there already. */
const insertRecord = (
  connection: Connection,
  record: WireRecord,
  { sort, bytes }: { readonly sort: number; readonly bytes: Uint8Array },
): boolean => {
  const exchange = { ...record.exchange, sort }
  if (
    connection.run(
      INSERT_EXCHANGE,
      EXCHANGE_COLUMNS.map((column) => exchange[column]),
    ) === 0
  )
    return false
  const details = { ...record.details, sort }
  connection.run(
    INSERT_DETAILS,
    DETAIL_COLUMNS.map((column) => details[column]),
  )
  let offset = 0
  for (const { kind, truncated, size, length, packable } of record.bodies) {
    const packed = packBytes(bytes.subarray(offset, offset + length), packable)
    offset += length
    const values: SqlValue[] = [sort * BODY_SLOTS + kind, packed.packing, truncated ? 1 : 0, size, packed.bytes]
    connection.run(INSERT_BODY, values)
  }
  return true
}

/** The next free place in the record's millisecond; in the next one should 256 exchanges have begun in it. */
const freeSort = (connection: Connection, startedAt: number): number => {
  const ms = Math.min(Math.max(0, Math.floor(startedAt) || 0), LATEST_MS)
  const first = ms * SORT_SLOTS
  const last = connection.all(LAST_SORT, [first, first + SORT_SLOTS])[0]?.['last']
  if (typeof last !== 'number') return first
  return last + 1 < first + SORT_SLOTS ? last + 1 : freeSort(connection, ms + 1)
}

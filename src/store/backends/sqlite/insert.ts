/** Writes a batch: records, bodies and totals, all in the caller's transaction. */
import { collectEntry, type LedgerEntry } from '../entry.ts'
import type { Connection, SqlValue } from './driver.ts'
import { failureKind } from './failure.ts'
import { addToLedger, type DayOf } from './ledger-sql.ts'
import { type BodyAbout, packBytes } from './packing.ts'
import type { Batch, Rename } from './protocol.ts'
import type { SortKeys } from './sort-keys.ts'
import { EXCHANGE_COLUMNS, type WireRecord } from './wire.ts'

// A record that is there already was written by a batch, or an import, that did not hear of its own success.
const INSERT_EXCHANGE = `INSERT INTO exchanges (sort, ${EXCHANGE_COLUMNS.join(', ')})
  VALUES (?, ${EXCHANGE_COLUMNS.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`
const INSERT_DETAILS = 'INSERT INTO details (sort, attempts, more) VALUES (?, ?, ?)'
const INSERT_BODIES = 'INSERT INTO bodies (sort, about, request, sent, response) VALUES (?, ?, ?, ?, ?)'
const COUNT = 'UPDATE meta SET value = value + ? WHERE name = ?'

export interface Inserted {
  /** Records left out because their own data could not be written. */
  readonly refused: number
}

export interface InsertOptions {
  /** Tells a record of renames that its exchange, already running then, has not heard of. */
  readonly fix: (record: WireRecord) => WireRecord
  readonly dayOf: DayOf
  readonly sortKeys: SortKeys
}

/** Throws only what concerns the whole batch: a full disk, a lock, a broken file. */
export const insertBatch = (connection: Connection, batch: Batch, options: InsertOptions): Inserted => {
  options.sortKeys.begin(connection)
  const totals = new Map<string, LedgerEntry>()
  for (const entry of batch.entries) collectEntry(totals, entry)
  const counts = { records: 0, bodied: 0, refused: 0 }
  let offset = 0
  for (const original of batch.records) {
    const record = options.fix(original)
    const bytes = new Uint8Array(batch.bytes, offset, lengthOf(record))
    offset += bytes.byteLength
    const sort = options.sortKeys.next(connection, record.startedAt)
    const inserted = insertSafely(connection, record, { sort, bytes })
    if (inserted === 'refused') counts.refused += 1
    if (inserted !== 'inserted') continue
    counts.records += 1
    counts.bodied += record.bodies.length > 0 ? 1 : 0
    if (record.entry !== undefined) collectEntry(totals, record.entry)
  }
  for (const entry of totals.values()) addToLedger(connection, entry, options.dayOf)
  countRecords(connection, counts)
  return { refused: counts.refused }
}

export const countRecords = (connection: Connection, change: { records: number; bodied: number }): void => {
  if (change.records !== 0) connection.run(COUNT, [change.records, 'records'])
  if (change.bodied !== 0) connection.run(COUNT, [change.bodied, 'bodied'])
}

const [SERVICE, UPSTREAM] = [EXCHANGE_COLUMNS.indexOf('service'), EXCHANGE_COLUMNS.indexOf('upstream')]

/** What a record must be told about a rename that happened while its exchange ran. */
export const renamed = (record: WireRecord, { service, from, to, now }: Rename): WireRecord => {
  if (record.exchange[SERVICE] !== service || record.startedAt >= now) return record
  const { exchange, entry } = record
  return {
    ...record,
    exchange: exchange[UPSTREAM] === from ? exchange.with(UPSTREAM, to) : exchange,
    attempts: record.attempts.replaceAll(attemptName(from), () => attemptName(to)),
    entry: entry?.upstream === from ? { ...entry, upstream: to } : entry,
  }
}

/** How an upstream stands in the JSON of attempts. Inside a JSON string its quotes would be escaped, so this is exact. */
export const attemptName = (upstream: string): string => `"upstream":${JSON.stringify(upstream)}`

const lengthOf = (record: WireRecord): number => record.bodies.reduce((sum, body) => sum + body.length, 0)

interface Place {
  readonly sort: number
  /** The bodies, one after the other. */
  readonly bytes: Uint8Array
}

const insertSafely = (connection: Connection, record: WireRecord, place: Place): 'inserted' | 'present' | 'refused' => {
  try {
    return insertRecord(connection, record, place) ? 'inserted' : 'present'
  } catch (error) {
    if (failureKind(error) !== 'data') throw error
    for (const table of ['exchanges', 'details', 'bodies']) {
      connection.run(`DELETE FROM ${table} WHERE sort = ?`, [place.sort])
    }
    return 'refused'
  }
}

/** False when the record was there already. */
const insertRecord = (connection: Connection, record: WireRecord, { sort, bytes }: Place): boolean => {
  if (connection.run(INSERT_EXCHANGE, [sort, ...record.exchange]) === 0) return false
  connection.run(INSERT_DETAILS, [sort, record.attempts, record.details])
  if (record.bodies.length === 0) return true
  const about: (BodyAbout | null)[] = [null, null, null]
  const columns: SqlValue[] = [null, null, null]
  let offset = 0
  for (const { kind, truncated, size, length, packable } of record.bodies) {
    const packed = packBytes(bytes.subarray(offset, offset + length), packable)
    offset += length
    about[kind] = [packed.packing, truncated ? 1 : 0, size]
    columns[kind] = packed.bytes
  }
  connection.run(INSERT_BODIES, [sort, JSON.stringify(about), ...columns])
  return true
}

/** Writes a batch: records, bodies and totals, all in the caller's transaction. */
import { collectEntry, type LedgerEntry } from '../entry.ts'
import type { Connection, SqlValue } from './driver.ts'
import { failureKind } from './failure.ts'
import { addToLedger, type DayOf } from './ledger-sql.ts'
import { type BodyAbout, packBytes } from './packing.ts'
import type { Batch, Rename } from './protocol.ts'
import type { SortKeys } from './sort-keys.ts'
import { EXCHANGE_COLUMNS, type WireBody, type WireRecord } from './wire.ts'

// A record that is there already was written by a batch, or an import, that did not hear of its own success.
const INSERT_EXCHANGE = `INSERT INTO exchanges (sort, ${EXCHANGE_COLUMNS.join(', ')})
  VALUES (?, ${EXCHANGE_COLUMNS.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`
const INSERT_DETAILS = 'INSERT INTO details (sort, attempts, more) VALUES (?, ?, ?)'
const INSERT_BODIES = 'INSERT INTO bodies (sort, about, request, sent, response) VALUES (?, ?, ?, ?, ?)'
const NO_BYTES = new Uint8Array()
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
  const takeBody = bodyTaker(batch)
  for (const original of batch.records) {
    const record = options.fix(original)
    const bodies = record.bodies.map(takeBody)
    const sort = options.sortKeys.next(connection, record.startedAt)
    const inserted = insertSafely(connection, record, { sort, bodies, urgent: batch.urgent })
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

/** Gives the bytes of one body after the other, from where the batch has them. */
const bodyTaker = ({ bytes, pieces }: Batch): ((body: WireBody) => Uint8Array) => {
  let offset = 0
  let piece = 0
  return (body) => {
    if (body.pieces === 0) {
      offset += body.length
      return new Uint8Array(bytes, offset - body.length, body.length)
    }
    piece += body.pieces
    const own = pieces.slice(piece - body.pieces, piece)
    return own.length === 1 && own[0] !== undefined ? own[0] : Buffer.concat(own, body.length)
  }
}

interface Place {
  readonly sort: number
  /** In the order of the record's `bodies`. */
  readonly bodies: readonly Uint8Array[]
  readonly urgent: boolean
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
const insertRecord = (connection: Connection, record: WireRecord, { sort, bodies, urgent }: Place): boolean => {
  if (connection.run(INSERT_EXCHANGE, [sort, ...record.exchange]) === 0) return false
  connection.run(INSERT_DETAILS, [sort, record.attempts, record.details])
  if (record.bodies.length === 0) return true
  const about: (BodyAbout | null)[] = [null, null, null]
  const columns: SqlValue[] = [null, null, null]
  for (const [index, { kind, truncated, size, packable }] of record.bodies.entries()) {
    const packed = packBytes(bodies[index] ?? NO_BYTES, packable && !urgent)
    about[kind] = [packed.packing, truncated ? 1 : 0, size]
    columns[kind] = packed.bytes
  }
  connection.run(INSERT_BODIES, [sort, JSON.stringify(about), ...columns])
  return true
}

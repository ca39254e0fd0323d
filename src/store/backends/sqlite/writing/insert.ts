/** Writes a batch: records, bodies and totals, all in the caller's transaction. */
import type { BodyEdit } from '../../../../codec/bytes/body-edit.ts'
import { releaseBuffers } from '../../../../codec/bytes/release-buffers.ts'
import { type BodyAbout, DEFLATED, EDITED, type PackedBytes, packBytes } from '../../../records/deflating.ts'
import { editBetween } from '../../../records/edited-body.ts'
import { collectEntry, type LedgerEntry } from '../../../records/entry.ts'
import { BODY_KINDS, EXCHANGE_COLUMNS, type WireBody, type WireRecord } from '../../../records/packed-record.ts'
import type { SqlValue } from '../../../records/sql-value.ts'
import type { Connection } from '../database/driver.ts'
import { addToLedger, type DayOf } from '../database/ledger-sql.ts'
import type { Batch, Rename } from '../database/thread-messages.ts'
import { GROUP, type InsertOutcome, insertSafely, insertTogether, type RecordRows } from './insert-rows.ts'
import type { SortKeys } from './sort-keys.ts'

const [REQUEST, SENT] = [BODY_KINDS.indexOf('request'), BODY_KINDS.indexOf('sent')]
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
  const isMade = madeBeside(batch)
  const placed = (original: WireRecord): Placed => {
    const record = options.fix(original)
    const bodies = record.bodies.map(takeBody)
    const sort = options.sortKeys.next(connection, record.startedAt)
    return { record, bodies, rows: rowsOf(record, { sort, bodies, urgent: batch.urgent }) }
  }
  for (let start = 0; start < batch.records.length; start += GROUP) {
    const group = batch.records.slice(start, start + GROUP).map(placed)
    insertGroup(connection, group, ({ entry, bodies }, outcome) => {
      if (outcome === 'refused') counts.refused += 1
      if (outcome !== 'inserted') return
      counts.records += 1
      if (bodies.length > 0) counts.bodied += 1
      if (entry !== undefined) collectEntry(totals, entry)
    })
    releaseBuffers(group.flatMap(({ bodies, rows }) => [...bodies, ...(rows.bodies ?? [])].filter(isMade)))
  }
  for (const entry of totals.values()) addToLedger(connection, entry, options.dayOf)
  countRecords(connection, counts)
  return { refused: counts.refused }
}

interface Placed {
  readonly record: WireRecord
  /** Its bodies in one piece each. */
  readonly bodies: readonly Uint8Array[]
  readonly rows: RecordRows
}

const insertGroup = (
  connection: Connection,
  group: readonly Placed[],
  note: (record: WireRecord, outcome: InsertOutcome) => void,
): void => {
  const together = insertTogether(
    connection,
    group.map(({ rows }) => rows),
  )
  for (const { record, rows } of group) note(record, together ? 'inserted' : insertSafely(connection, rows))
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

/** Tells what was joined or packed on the way from what the batch holds, which is needed again if the disk does not take it now. */
const madeBeside = ({ bytes, pieces }: Batch): ((value: unknown) => value is Uint8Array) => {
  const held = new Set<unknown>([bytes, ...pieces.map(({ buffer }) => buffer)])
  return (value): value is Uint8Array => value instanceof Uint8Array && !held.has(value.buffer)
}

interface Place {
  readonly sort: number
  /** In the order of the record's `bodies`. */
  readonly bodies: readonly Uint8Array[]
  readonly urgent: boolean
}

const rowsOf = (record: WireRecord, { sort, bodies, urgent }: Place): RecordRows => {
  const about: (BodyAbout | null)[] = [null, null, null]
  const columns: SqlValue[] = [null, null, null]
  for (const [index, body] of record.bodies.entries()) {
    const { kind, size } = body
    const bytes = bodies[index] ?? NO_BYTES
    const truncated = body.truncated ? 1 : 0
    const edit = editOf(record, bodies, body, bytes)
    if (edit === undefined) {
      const packed = keptForm(body, bytes, urgent)
      about[kind] = [packed.packing, truncated, size]
      columns[kind] = packed.bytes
    } else {
      about[kind] = [EDITED, truncated, size, edit.head, edit.tail]
      columns[kind] = edit.inserted
    }
  }
  return {
    exchanges: [sort, ...record.exchange],
    details: [sort, record.attempts, record.details],
    bodies: record.bodies.length === 0 ? undefined : [sort, JSON.stringify(about), ...columns],
  }
}

const keptForm = ({ form }: WireBody, bytes: Uint8Array, urgent: boolean): PackedBytes =>
  form === 'packed' ? { packing: DEFLATED, bytes } : packBytes(bytes, form === 'packable' && !urgent)

/** How a body follows from the request as received: as it was told, or where both are there and can be compared. */
const editOf = (
  record: WireRecord,
  bodies: readonly Uint8Array[],
  { kind, form, head, tail }: WireBody,
  bytes: Uint8Array,
): BodyEdit | undefined => {
  if (form === 'edit') return { head, tail, inserted: bytes }
  if (kind !== SENT || form === 'packed') return undefined
  const index = record.bodies.findIndex((other) => other.kind === REQUEST)
  const received = bodies[index]
  return received === undefined || record.bodies[index]?.form === 'packed' ? undefined : editBetween(received, bytes)
}

/** Writes a batch: records, bodies and totals, all in the caller's transaction. */
import { LeasedBytes } from '../../../../codec/bytes/leased-bytes.ts'
import { collectEntry, type LedgerEntry } from '../../../records/entry.ts'
import type { DayOf } from '../../../records/rows/day-of.ts'
import { packBodies } from '../../../records/rows/packed-bodies.ts'
import type { RecordRow, RowBatch } from '../../../records/rows/record-rows.ts'
import type { Connection } from '../database/driver.ts'
import { addToLedger } from '../database/ledger-sql.ts'
import { GROUP, type InsertOutcome, insertRows, type RecordRows } from './insert-rows.ts'
import type { SortKeys } from './sort-keys.ts'

const NOTE = 'INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
const COUNT = 'UPDATE meta SET value = value + ? WHERE name = ?'

export interface Inserted {
  /** Records left out because their own data could not be written. */
  readonly refused: number
}

export interface InsertOptions {
  /** Tells a record of renames that its exchange, already running then, has not heard of. */
  readonly fix: (record: RecordRow) => RecordRow
  readonly dayOf: DayOf
  readonly sortKeys: SortKeys
}

/** Throws only what concerns the whole batch: a full disk, a lock, a broken file. */
export const insertBatch = (connection: Connection, batch: RowBatch, options: InsertOptions): Inserted => {
  options.sortKeys.begin(connection)
  const tally = new Tally(batch.entries)
  for (let start = 0; start < batch.records.length; start += GROUP) {
    // What is joined and packed on the way; the batch itself is needed again if the disk does not take it now.
    const made = new LeasedBytes()
    const hold = made.retain()
    const group = batch.records.slice(start, start + GROUP).map(options.fix)
    const rows = group.map((record) => {
      const sort = options.sortKeys.next(connection, record.startedAt)
      return rowsOf(record, { sort, made, urgent: batch.urgent })
    })
    const outcomes = insertRows(connection, rows)
    group.forEach((record, index) => {
      tally.note(record, outcomes[index])
    })
    hold.release()
  }
  for (const entry of tally.totals.values()) addToLedger(connection, entry, options.dayOf)
  countRecords(connection, tally)
  if (batch.note !== undefined) connection.run(NOTE, [batch.note.name, batch.note.text])
  return { refused: tally.refused }
}

/** What a batch adds. Only records that were not there count. */
class Tally {
  readonly totals = new Map<string, LedgerEntry>()
  records = 0
  /** Records with bodies. */
  bodied = 0
  refused = 0

  constructor(entries: readonly LedgerEntry[]) {
    for (const entry of entries) collectEntry(this.totals, entry)
  }
  note({ entries, bodies }: RecordRow, outcome: InsertOutcome | undefined): void {
    if (outcome === 'refused') this.refused += 1
    if (outcome !== 'inserted') return
    this.records += 1
    if (bodies.length > 0) this.bodied += 1
    for (const entry of entries) collectEntry(this.totals, entry)
  }
}

export const countRecords = (connection: Connection, change: { records: number; bodied: number }): void => {
  if (change.records !== 0) connection.run(COUNT, [change.records, 'records'])
  if (change.bodied !== 0) connection.run(COUNT, [change.bodied, 'bodied'])
}

interface Place {
  readonly sort: number
  /** Takes what is made of the record's bytes. */
  readonly made: LeasedBytes
  readonly urgent: boolean
}

const rowsOf = (record: RecordRow, { sort, made, urgent }: Place): RecordRows => {
  const packed = packBodies(record.bodies, { made, urgent })
  return {
    exchanges: [sort, ...record.exchange],
    details: [sort, record.attempts, record.details],
    bodies: packed && [sort, packed.about, ...packed.columns],
  }
}

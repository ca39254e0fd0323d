/** Writes one batch: all of it in one transaction, and once, however often it is sent. */
import { collectEntry, type LedgerEntry } from '../../../records/entry.ts'
import type { DayOf } from '../../../records/rows/day-of.ts'
import type { RecordRow } from '../../../records/rows/record-rows.ts'
import { type RenameAt, renamed } from '../../../records/rows/renamed.ts'
import { inTransaction, type Session } from '../database/connection.ts'
import { lock } from '../database/locks.ts'
import type { NumberedBatch } from '../database/messages.ts'
import { type Inserted, insertRecords } from './insert-records.ts'
import { addToLedger } from './ledger.ts'

export interface WriteOptions {
  readonly node: string
  readonly dayOf: DayOf
}

const NOTHING: Inserted = { ids: new Set(), bodied: 0, refused: 0 }

/** Rejects with the error of the server; whether the batch was written nobody knows then, and it is to be sent again. */
export const writeBatch = (session: Session, batch: NumberedBatch, options: WriteOptions): Promise<Inserted> =>
  inTransaction(session, async () => {
    if (!(await claim(session, batch, options.node))) return NOTHING
    await lock(session, 'changes', 'shared')
    const records = await withRenames(session, batch.records)
    const inserted = await insertRecords(session, records, { node: options.node, urgent: batch.urgent })
    await count(session, inserted, options.node)
    if (batch.note !== undefined) await writeNote(session, batch.note)
    await addToLedger(session, [...totalsOf(batch, records, inserted).values()], options.dayOf)
    return inserted
  })

/** False when it is in already. One that is sent twice at once waits here for the other's end. */
const claim = async (session: Session, { instance, number }: NumberedBatch, node: string): Promise<boolean> => {
  const { count: rows } = await session.query(
    `INSERT INTO writers AS w (instance, node, last_batch, seen_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (instance) DO UPDATE SET last_batch = $3, seen_at = now() WHERE w.last_batch < $3`,
    [instance, node, number],
  )
  return rows > 0
}

/** Records that were running while their upstream was renamed, by whichever node. */
const withRenames = async (session: Session, records: readonly RecordRow[]): Promise<readonly RecordRow[]> => {
  if (records.length === 0) return records
  const oldest = records.reduce((least, { startedAt }) => Math.min(least, startedAt), Number.POSITIVE_INFINITY)
  const { rows } = await session.query('SELECT at, service, old, new FROM renames WHERE at > $1 ORDER BY at', [
    Math.floor(oldest),
  ])
  const renames = rows.map((row): RenameAt => {
    const text = (name: string): string => String(row[name])
    return { now: Number(row['at']), service: text('service'), from: text('old'), to: text('new') }
  })
  return renames.length === 0 ? records : records.map((record) => renames.reduce(renamed, record))
}

/** Only records that were not there count. */
const totalsOf = (
  { entries }: NumberedBatch,
  records: readonly RecordRow[],
  { ids }: Inserted,
): ReadonlyMap<string, LedgerEntry> => {
  const totals = new Map<string, LedgerEntry>()
  for (const entry of entries) collectEntry(totals, entry)
  // Twice in one batch is written, and counted, once.
  const counted = new Set<string>()
  for (const record of records) {
    const id = String(record.exchange[0])
    if (!ids.has(id) || counted.has(id)) continue
    counted.add(id)
    for (const entry of record.entries) collectEntry(totals, entry)
  }
  return totals
}

const count = async (session: Session, { ids, bodied }: Inserted, node: string): Promise<void> => {
  if (ids.size > 0) await changeCounts(session, node, { records: ids.size, bodied })
}

/** Numbers of records and of those with bodies, which nobody could count each time. */
export const changeCounts = async (
  session: Session,
  node: string,
  { records, bodied }: { readonly records: number; readonly bodied: number },
): Promise<void> => {
  await session.query(
    `INSERT INTO log_counts AS c VALUES ($1, $2, $3)
     ON CONFLICT (node) DO UPDATE SET records = c.records + excluded.records, bodied = c.bodied + excluded.bodied`,
    [node, records, bodied],
  )
}

const writeNote = async (session: Session, note: { readonly name: string; readonly text: string }): Promise<void> => {
  const sql = 'INSERT INTO meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value'
  await session.query(sql, [note.name, note.text])
}

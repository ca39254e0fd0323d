/** Puts records into their tables: many at once, and one by one where one of them cannot be written. */
import { LeasedBytes } from '../../../../codec/bytes/leased-bytes.ts'
import { packBodies } from '../../../records/rows/packed-bodies.ts'
import { EXCHANGE_COLUMNS, type RecordRow } from '../../../records/rows/record-rows.ts'
import type { SqlValue } from '../../../records/rows/sql-value.ts'
import type { Session } from '../database/connection.ts'
import { failureKind } from '../database/failure.ts'
import { places, storable } from '../database/values.ts'

export interface Inserted {
  /** Ids that were not there before. */
  readonly ids: ReadonlySet<string>
  /** How many of them have bodies. */
  readonly bodied: number
  /** Records whose own data cannot be written. */
  readonly refused: number
}

export interface InsertOptions {
  readonly node: string
  /** There is no time for deflating bodies. */
  readonly urgent: boolean
}

/** Records that go in one statement. */
const GROUP = 64
/** Bytes of bodies in one statement, about: the client copies all of them into one message. */
const BODY_BYTES = 1024 * 1024

/** Within the caller's transaction. Rejects with what concerns all of them. */
export const insertRecords = async (
  session: Session,
  records: readonly RecordRow[],
  options: InsertOptions,
): Promise<Inserted> => {
  let all: Inserted = { ids: new Set(), bodied: 0, refused: 0 }
  for (let start = 0; start < records.length; start += GROUP) {
    all = sumOf(all, await insertGroup(session, records.slice(start, start + GROUP), options))
  }
  return all
}

const sumOf = (left: Inserted, right: Inserted): Inserted => ({
  ids: new Set([...left.ids, ...right.ids]),
  bodied: left.bodied + right.bodied,
  refused: left.refused + right.refused,
})

const insertGroup = async (
  session: Session,
  group: readonly RecordRow[],
  options: InsertOptions,
): Promise<Inserted> => {
  await session.query('SAVEPOINT together')
  try {
    const inserted = await insertTogether(session, group, options)
    await session.query('RELEASE together')
    return inserted
  } catch (error) {
    if (failureKind(error) !== 'data') throw error
    await session.query('ROLLBACK TO together')
    if (group.length === 1) return { ids: new Set(), bodied: 0, refused: 1 }
    let all: Inserted = { ids: new Set(), bodied: 0, refused: 0 }
    for (const one of group) all = sumOf(all, await insertGroup(session, [one], options))
    return all
  }
}

const insertTogether = async (
  session: Session,
  group: readonly RecordRow[],
  { node, urgent }: InsertOptions,
): Promise<Inserted> => {
  const rows = group.map((record) => [startOf(record), node, ...record.exchange.map(indexable)])
  const ids = new Set((await session.query(insertExchanges(rows.length), rows.flat())).rows.map(({ id }) => String(id)))
  const added = group.filter((record) => ids.has(String(record.exchange[0])))
  if (added.length > 0) {
    const details = added.flatMap((record) => [...keyOf(record), storable(record.attempts), storable(record.details)])
    await session.query(`INSERT INTO details VALUES ${places(4, added.length)}`, details)
  }
  return { ids, bodied: await insertBodies(session, added, urgent), refused: 0 }
}

/** The number of records that have any. */
const insertBodies = async (session: Session, records: readonly RecordRow[], urgent: boolean): Promise<number> => {
  const made = new LeasedBytes()
  const hold = made.retain()
  let bodied = 0
  let waiting: SqlValue[][] = []
  let bytes = 0
  const flush = async (): Promise<void> => {
    if (waiting.length > 0)
      await session.query(`INSERT INTO bodies VALUES ${places(6, waiting.length)}`, waiting.flat())
    waiting = []
    bytes = 0
  }
  for (const record of records) {
    const packed = packBodies(record.bodies, { made, urgent })
    if (packed === undefined) continue
    bodied += 1
    waiting.push([...keyOf(record), packed.about, ...packed.columns])
    bytes += packed.columns.reduce((sum, column) => sum + (column?.byteLength ?? 0), 0)
    if (bytes > BODY_BYTES) await flush()
  }
  await flush()
  hold.release()
  return bodied
}

const startOf = ({ startedAt }: RecordRow): number => Math.max(0, Math.floor(startedAt) || 0)
const keyOf = (record: RecordRow): readonly SqlValue[] => [startOf(record), indexable(record.exchange[0] ?? '', 0)]

/** Characters of a text that an index holds: its keys take no more than a third of a page. */
const LONGEST = 500
const UNINDEXED: ReadonlySet<string> = new Set(['path', 'more'])

const indexable = (value: SqlValue, column: number): SqlValue => {
  const clean = storable(value)
  return typeof clean === 'string' && !UNINDEXED.has(EXCHANGE_COLUMNS[column] ?? '') ? clean.slice(0, LONGEST) : clean
}

/** A record that is there already was written by a batch, or an import, that did not hear of its own success. */
const insertExchanges = (rows: number): string =>
  `INSERT INTO exchanges (started_at, node, ${EXCHANGE_COLUMNS.join(', ')}) VALUES ${places(EXCHANGE_COLUMNS.length + 2, rows)}
   ON CONFLICT DO NOTHING RETURNING id`

/** Prices the log and its totals again, one day in one transaction, with the note of it. No batch of any node runs beside such a day. */
import { priceBookOf } from '../../../prices/price-book-of.ts'
import { addEntries, BUCKET_MS, type Countable, entryKey, type LedgerEntry } from '../../../records/entry.ts'
import type { RepriceReport, RepriceRequest } from '../../../records/ledger.ts'
import { negated, type RepriceResult, reprice } from '../../../records/reprice.ts'
import { countableOf, moreWithCost } from '../../../records/rows/countable.ts'
import type { DayOf } from '../../../records/rows/day-of.ts'
import { entryIn } from '../../../records/rows/ledger-columns.ts'
import type { ExchangeColumns } from '../../../records/rows/read-rows.ts'
import type { Row, Session, Sessions } from '../database/connection.ts'
import { lock } from '../database/locks.ts'
import { SUM_COLUMNS } from '../database/tables.ts'
import { addToLedger } from './ledger.ts'

interface RepriceOptions {
  readonly request: RepriceRequest
  /** ms since 1970. */
  readonly now: number
  readonly dayOf: DayOf
}

/** Quarters of an hour that are done at once: a day. */
const STRETCH = 96
/** Largest bucket that a column holds. */
const FAR = 2_147_483_647

type Priced = Countable & { readonly at: string; readonly id: string; readonly more: string }

const NOTHING: RepriceReport = { requests: 0, changed: 0, before: 0n, after: 0n }

/** Rejects when the database cannot be used now; days that were done stay done. */
export const repriceDatabase = async (
  sessions: Pick<Sessions, 'transaction'>,
  options: RepriceOptions,
): Promise<RepriceReport> => {
  const { since, until, settings, unpricedOnly, dryRun } = options.request
  const book = priceBookOf(settings)
  const end = until === undefined ? FAR : Math.ceil(until / BUCKET_MS)
  let next = Math.floor(since / BUCKET_MS)
  let sums = NOTHING
  let note: string | undefined
  const day = async (session: Session): Promise<boolean> => {
    await lock(session, 'changes', 'alone')
    const found = await session.query('SELECT min(bucket) AS bucket FROM ledger WHERE bucket >= $1 AND bucket < $2', [
      next,
      end,
    ])
    if (typeof found.rows[0]?.['bucket'] !== 'number') return false
    const from = found.rows[0]['bucket']
    const before = Math.min(from + STRETCH, end)
    const rows = await ledgerRowsIn(session, from, before)
    const result = reprice(rows, await recordsIn(session, from, before), { book, unpricedOnly })
    const changed = result.changed + result.records.length
    sums = addedTo(sums, { changed, rows, after: result.rows })
    next = before
    if (dryRun || changed === 0) return true
    for (const { record, priced } of result.records) await writeRecord(session, record, priced)
    note = await writeNote(session, { sums, note, book: book.version, options })
    await writeRows(session, rows, result, options.dayOf)
    return true
  }
  while (await sessions.transaction(day));
  return sums
}

interface DaySums {
  readonly changed: number
  readonly rows: readonly LedgerEntry[]
  readonly after: readonly LedgerEntry[]
}

const addedTo = (sums: RepriceReport, { changed, rows, after }: DaySums): RepriceReport => ({
  requests: sums.requests + rows.reduce((sum, { requests }) => sum + requests, 0),
  changed: sums.changed + changed,
  before: sums.before + costOf(rows),
  after: sums.after + costOf(after),
})

const costOf = (rows: readonly LedgerEntry[]): bigint => rows.reduce((sum, { cost }) => sum + cost.cost, 0n)

const ledgerRowsIn = async (session: Session, from: number, before: number): Promise<readonly LedgerEntry[]> => {
  const sql = 'SELECT * FROM ledger WHERE bucket >= $1 AND bucket < $2 ORDER BY bucket'
  return (await session.query(sql, [from, before])).rows.map(entryIn)
}

const recordsIn = async (session: Session, from: number, before: number): Promise<readonly Priced[]> => {
  const { rows } = await session.query(
    `SELECT exchanges.*, details.attempts, details.more AS details FROM exchanges JOIN details USING (started_at, id)
     WHERE started_at >= $1 AND started_at < $2`,
    [from * BUCKET_MS, before * BUCKET_MS],
  )
  return rows.map(recordOf)
}

const recordOf = (row: Row): Priced => {
  const columns = row as unknown as ExchangeColumns
  const details = { attempts: String(row['attempts']), more: String(row['details']) }
  const at = String(row['started_at'])
  return { ...countableOf(columns, Number(at), details), at, id: columns.id, more: columns.more }
}

const writeRecord = async (
  session: Session,
  { at, id, more }: Priced,
  { cost, attempts }: Pick<Countable, 'cost' | 'attempts'>,
): Promise<void> => {
  const place = 'started_at = $2 AND id = $3'
  if (cost !== undefined) {
    await session.query(`UPDATE exchanges SET more = $1 WHERE ${place}`, [moreWithCost(more, cost), at, id])
  }
  await session.query(`UPDATE details SET attempts = $1 WHERE ${place}`, [JSON.stringify(attempts), at, id])
}

/** Takes out what was there and adds what is to be, so that quarters and days stay in step. */
const writeRows = async (
  session: Session,
  rows: readonly LedgerEntry[],
  { rows: after }: RepriceResult<Priced>,
  dayOf: DayOf,
): Promise<void> => {
  const differences = new Map(rows.map((row) => [entryKey(row), negated(row)]))
  for (const row of after) {
    const taken = differences.get(entryKey(row))
    differences.set(entryKey(row), taken === undefined ? row : addEntries(row, taken))
  }
  await addToLedger(session, [...differences.values()], dayOf)
  const empty = SUM_COLUMNS.map((sum) => `${sum} = 0`).join(' AND ')
  const range = [rows[0]?.bucket ?? 0, rows.at(-1)?.bucket ?? 0]
  await session.query(`DELETE FROM ledger WHERE bucket >= $1 AND bucket <= $2 AND ${empty}`, range)
}

interface NoteParts {
  readonly sums: RepriceReport
  /** Of the days before. */
  readonly note: string | undefined
  readonly book: string
  readonly options: RepriceOptions
}

/** One line for the whole run, which grows with each day. Answers its id. */
const writeNote = async (session: Session, { sums, note, book, options }: NoteParts): Promise<string> => {
  const values = [sums.requests, sums.changed, sums.before, sums.after]
  if (note !== undefined) {
    const sql = 'UPDATE reprices SET requests = $1, changed = $2, before = $3, after = $4 WHERE id = $5'
    await session.query(sql, [...values, note])
    return note
  }
  const { request, now } = options
  const { rows } = await session.query(
    `INSERT INTO reprices (requests, changed, before, after, at, since, until, book)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [...values, Math.floor(now), Math.floor(request.since), request.until ?? null, book],
  )
  return String(rows[0]?.['id'])
}

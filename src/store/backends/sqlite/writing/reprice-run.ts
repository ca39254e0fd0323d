/** Prices the log and its totals again, one day in one transaction, with the note of it. What is the same already is not written. */
import { priceBookOf } from '../../../prices/price-book-of.ts'
import { addEntries, BUCKET_MS, type Countable, entryKey, type LedgerEntry } from '../../../records/entry.ts'
import type { RepriceReport, RepriceRequest } from '../../../records/ledger.ts'
import { machineZone } from '../../../records/local-time.ts'
import { negated, type RepriceResult, reprice } from '../../../records/reprice.ts'
import { countableOf, moreWithCost } from '../../../records/rows/countable.ts'
import { createDayOf, type DayOf } from '../../../records/rows/day-of.ts'
import { entryIn, LEDGER_SUMS } from '../../../records/rows/ledger-columns.ts'
import type { Connection } from '../database/driver.ts'
import { addToLedger } from '../database/ledger-sql.ts'
import { type ExchangeRow, SORT_SLOTS, startOf } from '../database/schema.ts'
import { transaction } from '../database/transaction.ts'

interface RepriceRunOptions {
  readonly request: RepriceRequest
  /** ms since 1970. */
  readonly now: number
  readonly dayOf: DayOf
}

/** Quarters of an hour that are done at once: a day. */
const STRETCH = 96
const FAR = Number.MAX_SAFE_INTEGER

type Priced = Countable & Pick<ExchangeRow, 'sort' | 'more'>

class RepriceRun {
  readonly #connection: Connection
  readonly #options: RepriceRunOptions
  readonly #book
  readonly #end: number
  #next: number
  #noted = false
  #sums = { requests: 0, changed: 0, before: 0n, after: 0n }

  constructor(connection: Connection, options: RepriceRunOptions) {
    const { since, until, settings } = options.request
    this.#connection = connection
    this.#options = options
    this.#book = priceBookOf(settings)
    this.#next = Math.floor(since / BUCKET_MS)
    this.#end = until === undefined ? FAR : Math.ceil(until / BUCKET_MS)
  }

  report(): RepriceReport {
    return this.#sums
  }

  /** Does the next day that has totals. False when there is none. */
  step(): boolean {
    const from = this.#connection.all(
      'SELECT bucket FROM ledger WHERE bucket >= ? AND bucket < ? ORDER BY bucket LIMIT 1',
      [this.#next, this.#end],
    )[0]?.['bucket']
    if (typeof from !== 'number') return false
    const before = Math.min(from + STRETCH, this.#end)
    this.#next = before
    transaction(this.#connection, () => this.#day(from, before))
    return true
  }

  #day(from: number, before: number): void {
    const rows = ledgerRowsIn(this.#connection, from, before)
    const records = recordsIn(this.#connection, from, before)
    const { unpricedOnly, dryRun } = this.#options.request
    const result = reprice(rows, records, { book: this.#book, unpricedOnly })
    const changed = result.changed + result.records.length
    this.#sums = {
      requests: this.#sums.requests + rows.reduce((sum, { requests }) => sum + requests, 0),
      changed: this.#sums.changed + changed,
      before: this.#sums.before + costOf(rows),
      after: this.#sums.after + costOf(result.rows),
    }
    if (dryRun || changed === 0) return
    this.#writeRows(rows, result)
    for (const { record, priced } of result.records) writeRecord(this.#connection, record, priced)
    this.#note()
  }

  /** Takes out what was there and adds what is to be, so that quarters and days stay in step. */
  #writeRows(rows: readonly LedgerEntry[], { rows: after }: RepriceResult<Priced>): void {
    const differences = new Map(rows.map((row) => [entryKey(row), negated(row)]))
    for (const row of after) {
      const taken = differences.get(entryKey(row))
      differences.set(entryKey(row), taken === undefined ? row : addEntries(row, taken))
    }
    for (const difference of differences.values()) addToLedger(this.#connection, difference, this.#options.dayOf)
    const empty = LEDGER_SUMS.map((sum) => `${sum} = 0`).join(' AND ')
    const [first, last] = [rows[0]?.bucket ?? 0, rows.at(-1)?.bucket ?? 0]
    this.#connection.run(`DELETE FROM ledger WHERE bucket >= ? AND bucket <= ? AND ${empty}`, [first, last])
  }

  /** One line for the whole run, which grows with each day. */
  #note(): void {
    const { requests, changed, before, after } = this.#sums
    const values = [requests, changed, String(before), String(after)]
    if (this.#noted) {
      const last = 'WHERE id = (SELECT max(id) FROM reprices)'
      this.#connection.run(`UPDATE reprices SET requests = ?, changed = ?, before = ?, after = ? ${last}`, values)
      return
    }
    const { request, now } = this.#options
    this.#connection.run(
      'INSERT INTO reprices (at, since, until, book, requests, changed, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      [now, request.since, request.until ?? null, this.#book.version, ...values],
    )
    this.#noted = true
  }
}

/** `yieldTurn` lets batches in between two days. Throws when the file cannot be used now. */
export const repriceDatabase = async (
  connection: Connection,
  { request, now, yieldTurn }: Omit<RepriceRunOptions, 'dayOf'> & { readonly yieldTurn: () => Promise<void> },
): Promise<RepriceReport> => {
  const run = new RepriceRun(connection, { request, now, dayOf: createDayOf(machineZone()) })
  while (run.step()) await yieldTurn()
  return run.report()
}

const costOf = (rows: readonly LedgerEntry[]): bigint => rows.reduce((sum, { cost }) => sum + cost.cost, 0n)

/** Sums as text, which holds whatever they come to. */
const SUMS = LEDGER_SUMS.map((sum) => `CAST(${sum} AS TEXT) AS ${sum}`).join(', ')

const ledgerRowsIn = (connection: Connection, from: number, before: number): readonly LedgerEntry[] =>
  connection
    .all(
      `SELECT bucket, service, upstream, model, token, class, ${SUMS} FROM ledger WHERE bucket >= ? AND bucket < ? ORDER BY bucket`,
      [from, before],
    )
    .map(entryIn)

const recordsIn = (connection: Connection, from: number, before: number): readonly Priced[] =>
  connection
    .all(
      `SELECT exchanges.*, details.attempts, details.more AS details FROM exchanges JOIN details USING (sort)
       WHERE sort >= ? AND sort < ?`,
      [from * BUCKET_MS * SORT_SLOTS, before * BUCKET_MS * SORT_SLOTS],
    )
    .map((row) => recordOf(row as unknown as ExchangeRow & { readonly attempts: string; readonly details: string }))

const recordOf = (row: ExchangeRow & { readonly attempts: string; readonly details: string }): Priced => ({
  ...countableOf(row, startOf(row.sort), { attempts: row.attempts, more: row.details }),
  sort: row.sort,
  more: row.more,
})

const writeRecord = (connection: Connection, record: Priced, priced: Pick<Countable, 'cost' | 'attempts'>): void => {
  if (priced.cost !== undefined) {
    connection.run('UPDATE exchanges SET more = ? WHERE sort = ?', [
      moreWithCost(record.more, priced.cost),
      record.sort,
    ])
  }
  connection.run('UPDATE details SET attempts = ? WHERE sort = ?', [JSON.stringify(priced.attempts), record.sort])
}

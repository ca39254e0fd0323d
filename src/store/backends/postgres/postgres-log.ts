/** Everything the thread does with one database: writing, changing, answering, keeping within limits. Knows nothing of threads itself. */
import type { BodyKind, JournalPage, JournalQuery, StoredBody, StoredExchange } from '../../records/journal.ts'
import type { LedgerQuery, LedgerRow, RepriceEntry, RepriceReport, RepriceRequest } from '../../records/ledger.ts'
import type { LogLimit } from '../../records/log-limit.ts'
import { createDayOf } from '../../records/rows/day-of.ts'
import type { RenameAt } from '../../records/rows/renamed.ts'
import { connect, openSessions, type Sessions } from './database/connection.ts'
import type { Announcement, NumberedBatch, OpenOptions, WriterState } from './database/messages.ts'
import { zoneOf } from './database/migrations.ts'
import { listPage } from './reading/list-page.ts'
import { findBody, findExchange } from './reading/stored-records.ts'
import { ledgerTotals, repricesOf } from './reading/totals.ts'
import { clearRecords, clearTotals, rename } from './writing/changes.ts'
import { PostgresWriter } from './writing/postgres-writer.ts'
import { repriceDatabase } from './writing/reprice-run.ts'
import { bytesOf, type Counts, countsOf, trim } from './writing/retention.ts'
import { Spool } from './writing/spool.ts'

export class PostgresLog {
  readonly #options: OpenOptions
  readonly #writer: PostgresWriter
  readonly #sessions: Sessions
  #limits: LogLimit
  #now: number
  #counts: Counts = { records: 0, bodied: 0 }
  #bytes = 0
  #trimming: Promise<void> | undefined
  #trimAgain = false
  #closed = false

  /** Throws when the address is none, or when the folder of the spool cannot be made. */
  constructor(options: OpenOptions, announce: (what: Announcement) => void) {
    this.#options = options
    this.#limits = options.limits
    this.#now = options.now
    this.#sessions = openSessions(options.url)
    this.#writer = new PostgresWriter(options, new Spool(options.spool, options.spoolBytes), {
      announce,
      inserted: ({ ids, bodied }) => this.#counted(ids.size, bodied),
    })
  }

  /** Rejects when a person has to act before this can work. */
  async open(): Promise<void> {
    await this.#writer.open()
    await this.#looked()
  }

  async write(batch: NumberedBatch, now: number): Promise<WriterState> {
    this.#now = now
    await this.#writer.write(batch)
    return this.state()
  }

  async note(name: string): Promise<string | undefined> {
    const { rows } = await this.#sessions.query('SELECT value FROM meta WHERE name = $1', [name])
    return rows[0] === undefined ? undefined : String(rows[0]['value'])
  }

  async clearRecords(ids: readonly string[] | undefined): Promise<number> {
    const { node } = this.#options
    const removed = await this.#sessions.transaction((session) => clearRecords(session, ids, node))
    await this.#looked()
    return removed
  }

  async clearTotals(): Promise<undefined> {
    await this.#sessions.transaction(clearTotals)
    return undefined
  }

  async rename(renamed: RenameAt): Promise<undefined> {
    await this.#sessions.transaction((session) => rename(session, renamed))
    return undefined
  }

  async reprice(request: RepriceRequest, now: number): Promise<RepriceReport> {
    const dayOf = createDayOf(await zoneOf(this.#sessions))
    return repriceDatabase(this.#sessions, { request, now, dayOf })
  }

  reprices(): Promise<readonly RepriceEntry[]> {
    return repricesOf(this.#sessions)
  }

  configure(limits: LogLimit): undefined {
    this.#limits = limits
    this.#trimLater()
    return undefined
  }

  async tick(now: number): Promise<WriterState> {
    this.#now = now
    this.#trimLater()
    return this.#looked()
  }

  find(id: string): Promise<StoredExchange | undefined> {
    return findExchange(this.#sessions, id)
  }

  body(id: string, kind: BodyKind): Promise<StoredBody | undefined> {
    return findBody(this.#sessions, id, kind)
  }

  list(query: JournalQuery, signal: AbortSignal): Promise<JournalPage> {
    return listPage(this.#sessions, query, signal)
  }

  totals(query: LedgerQuery): Promise<readonly LedgerRow[]> {
    return ledgerTotals(this.#sessions, query)
  }

  async close(): Promise<undefined> {
    this.#closed = true
    await this.#writer.close()
    await this.#sessions.close()
    return undefined
  }

  #counted(records: number, bodied: number): void {
    this.#counts = { records: this.#counts.records + records, bodied: this.#counts.bodied + bodied }
    const { requests, requestsWithBodies } = this.#limits
    if (this.#counts.records > requests || this.#counts.bodied > requestsWithBodies) this.#trimLater()
  }

  #trimLater(): void {
    this.#trimAgain = true
    this.#trimming ??= this.#trim().finally(() => {
      this.#trimming = undefined
    })
  }

  async #trim(): Promise<void> {
    while (this.#trimAgain && !this.#closed) {
      this.#trimAgain = false
      try {
        const session = await connect(this.#options.url)
        try {
          await trim(session, this.#limits, { node: this.#options.node, now: this.#now })
        } finally {
          session.destroy()
        }
        await this.#looked()
      } catch {
        // Whatever is wrong here is wrong for the next batch too, which says so. It is tried again within a minute.
      }
    }
  }

  /** The state after a look at the numbers, where the database answers. */
  async #looked(): Promise<WriterState> {
    if (this.#writer.zone !== undefined) {
      try {
        this.#counts = await countsOf(this.#sessions)
        this.#bytes = await bytesOf(this.#sessions)
      } catch {
        // Numbers of a minute ago are better than none.
      }
    }
    return this.state()
  }

  state(): WriterState {
    const { zone, refused } = this.#writer
    return { records: this.#counts.records, bytes: this.#bytes, refused, zone }
  }
}

/** What the daemon and the thread that speaks to PostgreSQL say to each other. */
import type { BodyKind, JournalPage, JournalQuery, StoredBody, StoredExchange } from '../../../records/journal.ts'
import type { LedgerQuery, LedgerRow, RepriceEntry, RepriceReport, RepriceRequest } from '../../../records/ledger.ts'
import type { LogLimit } from '../../../records/log-limit.ts'
import type { RowBatch } from '../../../records/rows/record-rows.ts'
import type { RenameAt } from '../../../records/rows/renamed.ts'

/**
 * Numbered from 1 for each instance, without gaps, handed over in order: one whose COMMIT nobody heard of is sent again under its number, and is
 * written once.
 */
export interface NumberedBatch extends RowBatch {
  /** Random name of the run that made it. */
  readonly instance: string
  readonly number: number
}

export interface OpenOptions {
  readonly url: string
  /** What this node is called beside its records. */
  readonly node: string
  readonly limits: LogLimit
  /** ms since 1970. */
  readonly now: number
  /** Folder of what waits on disk while the database is away, and how many bytes may. */
  readonly spool: string
  readonly spoolBytes: number
  /** How long a batch is tried before it goes to the disk, ms. */
  readonly patienceMs: number
}

export interface WriterState {
  readonly records: number
  /** Bytes that the tables take on the disk of the database. */
  readonly bytes: number
  /** Records or bodies given up: they could not be written, or no room was left for them. */
  readonly refused: number
  /** Zone in which the days of the totals begin; undefined until the database was seen. */
  readonly zone: string | undefined
}

export interface PostgresCalls {
  /** Answered also while the database is away. Fails when a person has to act first: a wrong password, no right, a newer database. */
  readonly open: (options: OpenOptions) => WriterState
  /** Answered when the batch is in the database, or on disk until it can be. */
  readonly write: (batch: NumberedBatch, now: number) => WriterState
  readonly note: (name: string) => string | undefined
  readonly clearRecords: (ids: readonly string[] | undefined) => number
  readonly clearTotals: () => undefined
  readonly rename: (rename: RenameAt) => undefined
  readonly reprice: (request: RepriceRequest, now: number) => RepriceReport
  readonly configure: (limits: LogLimit) => undefined
  /** Time passes: what has grown too old goes. */
  readonly tick: (now: number) => WriterState
  readonly find: (id: string) => StoredExchange | undefined
  readonly body: (id: string, kind: BodyKind) => StoredBody | undefined
  readonly list: (query: JournalQuery) => JournalPage
  readonly totals: (query: LedgerQuery) => readonly LedgerRow[]
  readonly reprices: () => readonly RepriceEntry[]
  /** Closes the connections; what waits on disk stays there for the next start. */
  readonly close: () => undefined
}

/** Said unasked. */
export interface Announcement {
  /** Why batches wait on disk; empty: none does. */
  readonly fault: string
  /** How many do. */
  readonly batches: number
}

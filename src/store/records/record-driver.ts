/** What a back end is to the record store: one who writes and one who answers. Nobody above knows which engine it is, or of its threads. */

import type { LogReason } from '../../contract/reason/log-reasons.ts'
import type { LedgerEntry } from './entry.ts'
import type { BodyKind, JournalPage, JournalQuery, StoredBody, StoredExchange } from './journal.ts'
import type { LedgerQuery, LedgerRow, RepriceEntry, RepriceReport, RepriceRequest } from './ledger.ts'
import type { LogLimit } from './log-limit.ts'
import type { StoredRecord } from './stored-record.ts'

/** Written all or nothing. */
export interface Batch {
  readonly records: readonly StoredRecord[]
  /** Totals of records that are not kept, which count all the same. */
  readonly entries: readonly LedgerEntry[]
  /** More is waiting than can be deflated in time: bodies are written as they are. */
  readonly urgent: boolean
  /** A text to be kept with them, in place of a former one of this name: how far an import has come. */
  readonly note?: Note
}

export interface Note {
  readonly name: string
  readonly text: string
}

export interface Rename {
  readonly service: string
  readonly from: string
  readonly to: string
}

export interface WriterStatus {
  readonly records: number
  /** Bytes on disk. */
  readonly bytes: number
  /** Records left out because their own data could not be written. */
  readonly refused: number
  /** What is wrong now, in English; empty when all is well. */
  readonly warning: string
  /** The same, one by one, for readers of other languages. */
  readonly troubles?: readonly LogReason[]
}

export interface RecordWriter {
  /**
   * Takes the batch over, with the holds of its records. Resolves when it is kept, however long that takes; rejects when it is lost. A record
   * that is there already is not written, nor counted, a second time.
   */
  readonly write: (batch: Batch) => Promise<void>
  /** The note of that name; undefined when there is none. */
  readonly note: (name: string) => Promise<string | undefined>
  /** Removes these records, or all; totals stay. Answers how many went. Rejects when it cannot be done now, as the next four do. */
  readonly clearRecords: (ids: readonly string[] | undefined) => Promise<number>
  /** Sets all totals to zero. */
  readonly clearTotals: () => Promise<void>
  /** Prices records and totals again, day by day; notes what it changed. */
  readonly reprice: (request: RepriceRequest) => Promise<RepriceReport>
  /** In records, attempts and totals, and in records written later whose exchange was running by now. */
  readonly rename: (rename: Rename) => Promise<void>
  /** Puts other limits in force; what is too much goes in small steps. */
  readonly configure: (limits: LogLimit) => void
  /** As it is now; as it last was where that cannot be had soon, as with a disk that hangs. */
  readonly status: () => Promise<WriterStatus>
}

/** Answers about what is kept. What still waits for the writer is not among it. */
export interface RecordReader {
  readonly find: (id: string) => Promise<StoredExchange | undefined>
  /** The body as passed on the wire; undefined when there was none, or when it is not kept any more. */
  readonly body: (id: string, kind: BodyKind) => Promise<StoredBody | undefined>
  /** Newest first. Rejects with the signal's reason when the caller gives up. */
  readonly list: (query: JournalQuery, signal?: AbortSignal) => Promise<JournalPage>
  readonly totals: (query: LedgerQuery) => Promise<readonly LedgerRow[]>
  /** Newest first. */
  readonly reprices: () => Promise<readonly RepriceEntry[]>
}

export interface RecordDriver {
  readonly writer: RecordWriter
  readonly reader: RecordReader
  /** IANA zone in which the days of the totals begin, where a query names none. */
  readonly timeZone: () => string
  /** Lets go of everything. Nothing is asked afterwards. */
  readonly close: () => Promise<void>
}

/** What the main thread and the two workers say to each other. */

import type { LedgerEntry } from '../../../records/entry.ts'
import type { ImportReport, ImportSource } from '../../../records/import-report.ts'
import type { BodyKind, JournalPage, JournalQuery, StoredBody, StoredExchange } from '../../../records/journal.ts'
import type { LedgerQuery, LedgerRow } from '../../../records/ledger.ts'
import type { WireRecord } from '../../../records/packed-record.ts'
import type { LogLimit } from '../../../records/record-store.ts'

export interface Batch {
  readonly records: readonly WireRecord[]
  /** More is waiting than can be packed in time: bodies are written as they are. */
  readonly urgent: boolean
  /** Totals of records that were dropped, which count all the same. */
  readonly entries: readonly LedgerEntry[]
}

/** What the writer can be asked. Every call is answered once. */
export interface WriterCalls {
  readonly open: (options: WriterOptions) => WriterState
  /** Answered when the batch is on disk, however long that takes. */
  readonly write: (batch: Batch, now: number) => WriterState
  readonly clearRecords: (ids: readonly string[] | undefined) => number
  readonly clearTotals: () => undefined
  readonly rename: (rename: Rename) => undefined
  readonly configure: (limits: LogLimit) => undefined
  readonly tick: (now: number) => WriterState
  readonly importHistory: (source: ImportSource) => ImportReport
  readonly close: () => undefined
}

export interface WriterOptions {
  readonly file: string
  readonly limits: LogLimit
  /** ms since 1970. */
  readonly now: number
}

export interface Rename {
  readonly service: string
  readonly from: string
  readonly to: string
  /** ms since 1970: exchanges that started before and end later still carry the old name. */
  readonly now: number
}

export interface WriterState {
  readonly records: number
  /** Bytes on disk, the write-ahead log included. */
  readonly bytes: number
  /** Records left out because their own data could not be written. */
  readonly refused: number
  /** False while writing fails and is tried again. */
  readonly healthy: boolean
}

/** What the reader can be asked. */
export interface ReaderCalls {
  readonly openReader: (file: string) => undefined
  readonly find: (id: string) => StoredExchange | undefined
  readonly body: (id: string, kind: BodyKind) => StoredBody | undefined
  readonly list: (query: JournalQuery) => JournalPage
  readonly totals: (query: LedgerQuery) => readonly LedgerRow[]
}

/** Said by the writer on its own. */
export type Announcement =
  /** Writing fails and is tried again; empty: it works again. */
  | { readonly kind: 'trouble'; readonly text: string }
  /** The file was moved aside and a new one begun; readers must open it afresh. */
  | { readonly kind: 'moved'; readonly to: string }
  /** The file was deleted by somebody and a new one begun; readers must open it afresh. */
  | { readonly kind: 'deleted' }

export interface CallMessage {
  readonly call: number
  readonly method: string
  readonly args: readonly unknown[]
}

export interface CancelMessage {
  readonly cancel: number
}

export type ReplyMessage =
  | { readonly reply: number; readonly value: unknown }
  | { readonly reply: number; readonly error: string; readonly name: string }
  | { readonly announce: Announcement }

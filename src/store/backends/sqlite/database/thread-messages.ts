/** What the daemon and the processes that write and read say to each other. */

import type { LedgerEntry } from '../../../records/entry.ts'
import type { BodyKind, JournalPage, JournalQuery, StoredBody, StoredExchange } from '../../../records/journal.ts'
import type { LedgerQuery, LedgerRow, RepriceEntry, RepriceReport, RepriceRequest } from '../../../records/ledger.ts'
import type { LogLimit } from '../../../records/log-limit.ts'
import type { RowBatch } from '../../../records/rows/record-rows.ts'
import type { RenameAt } from '../../../records/rows/renamed.ts'

/** What the writer can be asked. Every call is answered once. */
export interface WriterCalls {
  readonly open: (options: WriterOptions) => WriterState
  /** Answered when the batch is on disk, however long that takes; fails when it can never be. */
  readonly write: (batch: RowBatch, now: number) => WriterState
  readonly clearRecords: (ids: readonly string[] | undefined) => number
  readonly clearTotals: () => undefined
  readonly rename: (rename: RenameAt) => undefined
  readonly reprice: (request: RepriceRequest, now: number) => RepriceReport
  readonly configure: (limits: LogLimit) => undefined
  readonly tick: (now: number) => WriterState
  /** Whether the file was put aside because of it. `look`: when it is found to be damaged; `replace`: in any case. */
  readonly inspect: (how: 'look' | 'replace', now: number) => boolean
  readonly note: (name: string) => string | undefined
  readonly close: () => undefined
}

export interface WriterOptions {
  readonly file: string
  readonly limits: LogLimit
  /** ms since 1970. */
  readonly now: number
  /** Times the process that wrote this file has crashed since it last wrote. */
  readonly crashes: number
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

/** A row of the totals, behind which reading goes on. */
export interface EntryPlace {
  readonly bucket: number
  readonly service: string
  readonly upstream: string
  readonly model: string
  readonly token: string
  readonly class: string
}

export interface ReadableEntries {
  /** Those of the rows read that can be believed. */
  readonly entries: readonly LedgerEntry[]
  /** The last row read; undefined where there is no further one. */
  readonly last: EntryPlace | undefined
}

/** What the reader can be asked. */
export interface ReaderCalls {
  /** `careful`: as `openConnection` has it. */
  readonly openReader: (file: string, careful: boolean) => undefined
  readonly find: (id: string) => StoredExchange | undefined
  readonly body: (id: string, kind: BodyKind) => StoredBody | undefined
  readonly list: (query: JournalQuery) => JournalPage
  readonly totals: (query: LedgerQuery) => readonly LedgerRow[]
  readonly readableEntries: (
    after: EntryPlace,
    step: { readonly limit: number; readonly offset: number },
  ) => ReadableEntries
  readonly fault: () => string | undefined
  readonly isOutdated: () => boolean
  readonly reprices: () => readonly RepriceEntry[]
}

/** Said by the writer on its own. */
export type Announcement =
  /** Writing fails and is tried again; empty: it works again. */
  | { readonly kind: 'trouble'; readonly text: string }
  /** The file was moved aside and a new one begun; readers must open it afresh. */
  | { readonly kind: 'moved'; readonly to: string }
  /** The file was deleted by somebody and a new one begun; readers must open it afresh. */
  | { readonly kind: 'deleted' }

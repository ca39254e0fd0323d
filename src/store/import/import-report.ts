/** What an import is told, what it finds, and what it says afterwards. */
import type { ExchangeRecord } from '../../contract/exchange.ts'
import type { LedgerEntry } from '../records/entry.ts'

export interface ImportSource {
  /** Folder with the original's `proxy_requests*.jsonl`, `traffic_statistics.jsonl` and `history_usage*.json`. */
  readonly directory: string
  /** Names of CLP tokens by the SHA-256 of the token (`hashToken`), so that old requests are counted under them. */
  readonly tokenNames: Readonly<Record<string, string>>
}

export interface ImportedFile {
  readonly file: string
  /** Requests, or for totals the number of rows, taken over. */
  readonly imported: number
  /** Lines or entries that could not be read. */
  readonly skipped: number
  /** Why the file could not be read to its end. */
  readonly error?: string
}

export interface ImportReport {
  /** Files that were there, in the order they were read; empty when there was nothing to import. */
  readonly files: readonly ImportedFile[]
}

/** How far an import has come; kept with the data, in the same transaction. */
export interface ImportProgress {
  readonly complete: boolean
  /** What was done so far; of the last one perhaps only a part. */
  readonly files: readonly (ImportedFile & { readonly done: boolean })[]
}

/** What is written at once, with how far the import is then. */
export interface ImportPart {
  readonly records: readonly ExchangeRecord[]
  readonly entries: readonly LedgerEntry[]
  readonly progress: ImportProgress
}

export const NO_PROGRESS: ImportProgress = { complete: false, files: [] }

export const reportOf = ({ files }: ImportProgress): ImportReport => ({
  files: files.map(({ done: _done, ...file }) => file),
})

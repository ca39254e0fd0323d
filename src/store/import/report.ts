/** What an import is told and what it says afterwards. */

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
}

export interface ImportReport {
  /** Files that were there, in the order they were read; empty when there was nothing to import. */
  readonly files: readonly ImportedFile[]
}

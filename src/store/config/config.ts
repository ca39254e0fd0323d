/** The one owner of what the user wrote: reads the documents, keeps the last good version of each, and writes them back. */

import type { KnownReason } from '../../contract/reason/reasons.ts'
import type { ServiceId } from '../../contract/service.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Document } from './document.ts'
import type { DocumentHistory } from './document-history.ts'
import type { DocumentFault } from './fault.ts'

/** Everything the user wrote, at one moment. Taken once per exchange, so that rules never change halfway through. */
export interface Snapshot {
  /** Counts up with every accepted change. */
  readonly version: number
  /** All upstreams of a service in file order, disabled ones included; at most one is `active`. */
  readonly pool: (service: ServiceId) => readonly Upstream[]
  /** The effective active upstream. */
  readonly active: (service: ServiceId) => Upstream | undefined
  /** The value in force. Same object as long as the document does not change: usable as a cache key. */
  readonly get: <T>(document: Document<T>) => T
  /** Why requests that depend on this document must be refused: it was never readable. */
  readonly unusable: (document: Document<unknown>) => Rejection | undefined
  /** What of the document's text is not in force as it is written, though the rest is. */
  readonly faults: (document: Pick<Document<unknown>, 'id'>) => readonly DocumentFault[]
}

/** A file whose present text is not in force. */
export interface Rejection {
  readonly document: string
  /** Absolute path. */
  readonly file: string
  /** One English sentence with line and field. */
  readonly reason: string
  /** What is wrong, for readers of other languages: without file, field and line. */
  readonly why?: KnownReason
  readonly field: string
  readonly line: number
  readonly column: number
  /** Set when no text of the document was ever good: its defaults are in force, and no last good version. */
  readonly never?: true
}

export interface ConfigChange {
  /** Documents whose value changed. */
  readonly changed: readonly { readonly document: string; readonly version: string }[]
  /** Documents whose text was refused just now. */
  readonly rejected: readonly Rejection[]
  /** Parts of the changed texts that are not in force as they are written, and were not so before. */
  readonly faults: readonly DocumentFault[]
  readonly snapshot: Snapshot
}

export interface DocumentText {
  /** What an edit starts from: the text on disk; of a blank file the last good one, without a file the template. */
  readonly text: string
  /** Strong validator of what is on disk (hash), for `If-Match`. */
  readonly version: string
  /** False when there is no file and `text` is the template. */
  readonly exists: boolean
}

export interface ConfigStore {
  readonly snapshot: () => Snapshot
  /** Looks at the disk now. Throws `DocumentError` for an unknown id. */
  readonly read: (document: string) => DocumentText
  /**
   * Changes a document: takes the lock that every CLP process takes, reads the text afresh, applies `edit`, checks the result
   * with the document's parser, writes it atomically and puts it in force before returning.
   * Throws `DocumentError` when the result is not valid or brings a fault that was not there, `VersionConflict` when `expected` is not the present version.
   */
  readonly update: (document: string, edit: (text: string) => string, expected?: string) => Promise<DocumentText>
  /** Changes several documents as one act (rename): all checked before the first is written. */
  readonly updateAll: (edits: ReadonlyMap<string, (text: string) => string>) => Promise<void>
  /** Looks at the files now instead of when the watcher hears of a change. */
  readonly refresh: () => void
  /** Judges the upstreams in force again, where something outside of their text has changed: which addresses are our own. */
  readonly reconsider: () => void
  readonly rejections: () => readonly Rejection[]
  /** Of all documents: see `Snapshot.faults`. */
  readonly faults: () => readonly DocumentFault[]
  readonly documents: () => readonly Document<unknown>[]
  /** The last versions of each document. */
  readonly history: Pick<DocumentHistory, 'of' | 'clear' | 'settled'>
  /** Returns its own undo. A listener that throws is fenced. */
  readonly subscribe: (listener: (change: ConfigChange) => void) => () => void
  readonly close: () => void
}

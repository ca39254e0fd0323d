/** What a document is: a file the user may edit, the value it stands for, and how its text is read. */
import type { z } from 'zod'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { KnownReason } from '../../contract/reason/reasons.ts'
import type { EditReason } from '../../contract/reason/request-reasons.ts'
import type { FaultReport } from './fault.ts'

/** One of the user's JSON files, with the parser that alone knows its shape on disk. */
export interface Document<T> {
  /** Name in the API, the command line and events, for example `claude` or `lb`. */
  readonly id: string
  /** Path relative to the home, for example `data/lb_config.json`. */
  readonly file: string
  /** Value in force when there is no file. */
  readonly empty: T
  /** Text shown in editors when there is no file. It means the same as no file. */
  readonly template: string
  /**
   * What a text that cannot be read means before a good one was ever seen: `refuse` for rules that protect, and for what no request
   * can do without (requests are answered with `config-unusable`); `empty` for everything else.
   */
  readonly whenUnreadable: 'refuse' | 'empty'
  /** Whether a secret may stand in its text, which is then shown masked only. */
  readonly secret: boolean
  /** Texts in it that are secrets wherever credentials would not stand: the words of masks. By names and positions from the outside in. */
  readonly isWord?: (path: readonly (string | number)[]) => boolean
  /** The part of `parse` that can be said to others, as a JSON Schema: see `document-schema.ts`. */
  readonly schema: z.ZodType
  /**
   * Reads a text. Throws `DocumentError` naming line and field. What can be left out of the rest is given to `report`; without it, that
   * makes the whole text invalid. Pure.
   */
  readonly parse: (text: string, report?: FaultReport) => T
}

/** Where in a text, and why. */
export interface Wrong {
  readonly field?: string
  readonly line?: number
  readonly column?: number
  readonly reason?: KnownReason
}

/** A document's text does not say what it must. */
export class DocumentError extends Error {
  /** Dotted path of the bad field, empty when the text is not JSON at all. */
  readonly field: string
  /** 1-based, 0 when unknown. */
  readonly line: number
  readonly column: number

  /** What the message says, for readers of other languages. */
  readonly reason: KnownReason | undefined

  constructor(message: string, place: Wrong = {}) {
    super(message)
    this.name = 'DocumentError'
    this.field = place.field ?? ''
    this.line = place.line ?? 0
    this.column = place.column ?? 0
    this.reason = place.reason
  }
}

/** A writer brought the version of a text that has been changed since. */
export class VersionConflict extends Error {
  readonly document: string
  /** Version of the text as it is now. */
  readonly present: string
  readonly reason: EditReason

  constructor(document: string, file: string, present: string) {
    const reason = { code: 'changed-meanwhile', params: { file } } as const
    super(inEnglish(reason))
    this.reason = reason
    this.name = 'VersionConflict'
    this.document = document
    this.present = present
  }
}

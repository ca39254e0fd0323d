/** A part of a document that is not in force as it is written, though the rest of the document is. */
import type { NoticeCode } from '../../contract/api/status.ts'
import type { ClaimReason } from '../../contract/reason/document-reasons.ts'

/**
 * `left-out`: the entry does not take part. `ignored`: a value of it counts as another one. `repeated`: an earlier entry of the same
 * name, of which only the last counts. `alike`: two names that a person may take for one; both take part.
 */
export type FaultKind = 'left-out' | 'ignored' | 'repeated' | 'alike'

export interface Fault {
  readonly kind: FaultKind
  /** Name of the entry. */
  readonly entry: string
  /** With `alike`: the name it looks like. */
  readonly other?: string
  /** With `ignored`: the JSON value it counts as, for example `0`. */
  readonly instead?: string
  /** Field and what it must be, without file and line: `prod.weight must be a number`. Holds no value. English. */
  readonly reason: string
  /** What the field must be, for readers of other languages; absent where the kind says it all. */
  readonly why?: ClaimReason
  /** Dotted path. */
  readonly field: string
  /** 1-based. */
  readonly line: number
  readonly column: number
}

/** A fault, and the document it is in. */
export interface DocumentFault extends Fault {
  readonly document: string
  /** Absolute path. */
  readonly file: string
}

/** Takes what can be left out of the rest. A reader that is given none of these refuses the whole text instead. */
export type FaultReport = (fault: Fault) => void

/** Whether two readings speak of the same fault; it may have moved to another line. */
export const isSameFault = (one: Fault, other: Fault): boolean =>
  one.kind === other.kind && one.entry === other.entry && one.field === other.field

/** Under which notice a person hears of each. */
export const FAULT_NOTICES = {
  'left-out': 'entry-left-out',
  ignored: 'value-ignored',
  repeated: 'entry-repeated',
  alike: 'names-alike',
} as const satisfies Readonly<Record<FaultKind, NoticeCode>>

/** Whether nobody may write it: a name that looks like another one is only worth a word. */
export const isRefused = ({ kind }: Fault): boolean => kind === 'left-out' || kind === 'ignored'

/** One English sentence, for the log and for readers that know no codes. */
export const faultSentence = ({ file, line, column, entry, other, instead, kind, reason }: DocumentFault): string => {
  const place = `"${file}" (line ${line}, column ${column})`
  switch (kind) {
    case 'left-out':
      return `Entry "${entry}" of ${place} is left out, the others work: ${reason}; correct or delete the entry`
    case 'ignored':
      return `A value in ${place} counts as ${instead}: ${reason}`
    case 'repeated':
      return `Entry "${entry}" stands more than once in ${place}, and the last one counts; delete or rename the others`
    case 'alike':
      return `The names "${entry}" and "${other}" in ${place} differ only by case or blanks; rename one of them`
  }
}

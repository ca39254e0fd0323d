/** A reason as a sentence in the user's language. */
import { sentenceAbout, sentenceOf } from '../../contract/reason/messages/sentence.ts'
import type { Reason } from '../../contract/reason/reason.ts'
import { knownReason } from '../../contract/reason/reasons.ts'
import { printable } from '../output/print.ts'
import type { Messages } from './en.ts'
import { fill } from './fill.ts'

export interface Texts {
  readonly messages: Messages
}

/** `otherwise` is what the daemon says itself, for a reason that this version does not know. */
export const reasonText = ({ messages }: Texts, reason: Reason | null | undefined, otherwise: string): string => {
  const known = reason ? knownReason(reason) : undefined
  return known === undefined ? otherwise : printable(sentenceOf(messages.reasons, known))
}

/** The same for a code that stands alone. */
export const codeText = (cli: Texts, code: string): string => reasonText(cli, { code, params: {} }, code)

/** What is wrong with a document or a request, and about which field. */
export interface Complaint {
  /** Dotted path; empty for the whole. */
  readonly field: string
  readonly why?: Reason | undefined
  /** In English, for a reason that this version does not know. */
  readonly reason: string
}

/** The place is 1-based; a line of 0 stands for an unknown one. */
export interface PlacedComplaint extends Complaint {
  readonly line: number
  readonly column: number
}

/** The field and what it must be, without its place. */
export const complaintText = ({ messages }: Texts, { field, why, reason }: Complaint): string => {
  const known = why === undefined ? undefined : knownReason(why)
  return known === undefined ? reason : printable(sentenceAbout(messages.reasons, field, known))
}

/** The same with line and column behind it, where they are known. */
export const placedText = (texts: Texts, complaint: PlacedComplaint): string => {
  const { why, line, column } = complaint
  const told = complaintText(texts, complaint)
  // What the daemon says in English names the place itself.
  if (line === 0 || why === undefined || knownReason(why) === undefined) return told
  return fill(texts.messages.machine.config.placed, { told, line, column })
}

/** A reason as a sentence in the language of the page. */
import i18next from 'i18next'
import { sentenceAbout, sentenceOf } from '../../../src/contract/reason/messages/sentence.ts'
import type { Reason } from '../../../src/contract/reason/reason.ts'
import { knownReason, type ReasonTexts } from '../../../src/contract/reason/reasons.ts'

// The texts write their places as the daemon does, not as i18next does, so they are filled by the same hand.
const texts = (): ReasonTexts | undefined =>
  i18next.getResourceBundle(i18next.language, 'reasons') as ReasonTexts | undefined

/** Undefined when there is none, or none that this version knows. */
export const reasonText = (reason: Reason | null | undefined): string | undefined => {
  const known = reason ? knownReason(reason) : undefined
  const spoken = texts()
  return known === undefined || spoken === undefined ? undefined : sentenceOf(spoken, known)
}

/** The same for what is wrong with a document or a request, at a field (dotted path, empty for the whole). */
export const complaintText = (field: string, reason: Reason | undefined): string | undefined => {
  const known = reason ? knownReason(reason) : undefined
  const spoken = texts()
  return known === undefined || spoken === undefined ? undefined : sentenceAbout(spoken, field, known)
}

/** The same for a code that stands alone; the code itself when it is unknown. */
export const codeText = (code: string): string => reasonText({ code, params: {} }) ?? code

/** A reason as a sentence in the language of the page. */
import i18next from 'i18next'
import { tell } from '../../../src/contract/reason/messages/tell.ts'
import type { Reason } from '../../../src/contract/reason/reason.ts'
import { knownReason, type ReasonTexts } from '../../../src/contract/reason/reasons.ts'

/** Undefined when there is none, or none that this version knows. */
export const reasonText = (reason: Reason | null | undefined): string | undefined => {
  const known = reason ? knownReason(reason) : undefined
  // The texts write their places as the daemon does, not as i18next does, so they are filled by the same hand.
  const texts = i18next.getResourceBundle(i18next.language, 'reasons') as ReasonTexts | undefined
  return known === undefined || texts === undefined ? undefined : tell(texts, known)
}

/** The same for a code that stands alone; the code itself when it is unknown. */
export const codeText = (code: string): string => reasonText({ code, params: {} }) ?? code

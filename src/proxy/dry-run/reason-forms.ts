/** A reason as a step of a dry run tells it: in English, and as itself. */
import type { FilterStep } from '../../contract/api/documents.ts'
import { inEnglish } from '../../contract/reason/messages/tell.ts'
import type { KnownReason } from '../../contract/reason/reasons.ts'

export const inBothForms = (why: KnownReason): Pick<FilterStep, 'reason' | 'why'> => ({ reason: inEnglish(why), why })

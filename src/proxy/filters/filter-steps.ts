/** What the explanations of filters are made of. */
import type { FilterStep } from '../../contract/api/documents.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { KnownReason } from '../../contract/reason/reasons.ts'
import type { Explanation, TriedRequest } from './filter.ts'

/** What a step says that touches no body. */
export const NO_TEXT = { matches: 0, before: null, after: null, hits: [], inserted: [] } as const

/** A reason as a step tells it: in English, and as itself. */
export const inBothForms = (why: KnownReason): Pick<FilterStep, 'reason' | 'why'> => ({ reason: inEnglish(why), why })

/** `request` is what the next filter sees; `blocked` is set when this one refuses. */
export const explained = (
  steps: readonly FilterStep[],
  request: TriedRequest,
  blocked: Explanation['blocked'],
): Explanation => ({ steps, request, ...(blocked === undefined ? {} : { blocked }) })

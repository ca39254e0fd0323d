/** Every reason there is, whatever its subject. No two subjects share a code, so that one list of sentences serves all. */
import { CHOICE_REASONS, EXHAUSTION_REASONS, LEFT_REASONS, NOBODY_REASONS, ROUTE_REASONS } from './balancing-reasons.ts'
import { BUDGET_REASONS } from './budget-reasons.ts'
import { CLIENT_FILE_REASONS, CLIENT_NOTE_REASONS } from './client-reasons.ts'
import { CLAIM_FRAMES, CLAIM_REASONS, SYSTEM_REASONS, TEXT_REASONS } from './document-reasons.ts'
import { FAILURE_REASONS } from './failure-reasons.ts'
import { FILTER_RULE_REASONS, FILTER_STEP_REASONS, REFUSAL_REASONS } from './filter-reasons.ts'
import { LOG_REASONS } from './log-reasons.ts'
import { type Reason, type ReasonIn, reasonIn } from './reason.ts'
import { REMEDY_REASONS } from './remedy-reasons.ts'
import { EDIT_REASONS, REQUEST_REASONS } from './request-reasons.ts'
import { TRANSLATION_REASONS } from './translation-reasons.ts'

export const REASONS = {
  ...FAILURE_REASONS,
  ...CHOICE_REASONS,
  ...EXHAUSTION_REASONS,
  ...LEFT_REASONS,
  ...ROUTE_REASONS,
  ...NOBODY_REASONS,
  ...FILTER_RULE_REASONS,
  ...FILTER_STEP_REASONS,
  ...REFUSAL_REASONS,
  ...CLAIM_REASONS,
  ...TEXT_REASONS,
  ...SYSTEM_REASONS,
  ...CLAIM_FRAMES,
  ...EDIT_REASONS,
  ...REQUEST_REASONS,
  ...CLIENT_FILE_REASONS,
  ...CLIENT_NOTE_REASONS,
  ...LOG_REASONS,
  ...TRANSLATION_REASONS,
  ...BUDGET_REASONS,
  ...REMEDY_REASONS,
} as const

export type KnownReason = ReasonIn<typeof REASONS>
export type ReasonCode = KnownReason['code']

/** One sentence per code; places look like `{seconds}`. A language that lacks one does not compile. */
export type ReasonTexts = Readonly<Record<ReasonCode, string>>

/** A reason that came from elsewhere, if this version knows it. */
export const knownReason = (reason: Reason): KnownReason | undefined => reasonIn(REASONS, reason)

/** What a person can do after an upstream has failed: each a sentence of its own. */
import type { ReasonIn } from './reason.ts'

export const REMEDY_REASONS = {
  'remedy-request': {},
  'remedy-key': {},
  'remedy-model': {},
  'remedy-limit': {},
  'remedy-overloaded': {},
  'remedy-server': {},
  'remedy-reach': {},
  'remedy-address': {},
} as const

export type RemedyReason = ReasonIn<typeof REMEDY_REASONS>

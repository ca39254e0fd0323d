/** Why balancing and routing decided as they did. Codes without parameters also stand alone, as words of events and records. */
import type { ReasonIn } from './reason.ts'

/** Why an upstream was chosen for an attempt, in the words of the record. */
export const CHOICE_REASONS = {
  active: {},
  weight: {},
  random: {},
  sticky: {},
  'most-left': {},
  pinned: {},
  'half-open': {},
  /** The same upstream asked to be tried again at once. */
  repeat: {},
  /** The same upstream is asked without what it has said that it refuses. */
  repaired: {},
  http_non2xx: {},
  request_error: {},
  /** The answer of the one before was an error, empty or cut, though its status was good. */
  stream_error: {},
  /** Taken over from the log of the original, which does not say. */
  imported: {},
  /** In a dry run: not the first in order. */
  'if-the-former-fails': {},
} as const
export type ChoiceCode = keyof typeof CHOICE_REASONS

/** Why the failures of a service were forgotten, or nobody is left to ask. */
export const EXHAUSTION_REASONS = { no_healthy_candidates: {}, last_candidate_failed: {} } as const
export type ExhaustionCode = keyof typeof EXHAUSTION_REASONS

/** Why an enabled upstream would not be asked. */
export const LEFT_REASONS = {
  ejected: {},
  'on-trial': {},
  paused: {},
  'not-active': {},
  'not-pinned': {},
  /** Its plan is nearly used up, and a floor says to keep the rest. */
  quota: {},
  /** Its balance is below the floor. */
  balance: {},
} as const
export type LeftCode = keyof typeof LEFT_REASONS

/** The steps by which a dry run finds who would be asked, and for which model. */
export const ROUTE_REASONS = {
  'routing-off': { model: 'text' },
  'model-mapping-on': {},
  'no-pin-matches': { model: 'text' },
  'pin-matches': { rule: 'text', model: 'text' },
  'upstream-missing': { upstream: 'text' },
  'pinned-whatever-health': {},
  'policy-active-first': {},
  'policy-weight-based': {},
  'policy-weighted-random': {},
  'policy-sticky': {},
  'policy-most-left': {},
  'rule-sends': { rule: 'text', model: 'text', upstream: 'text' },
  'nobody-to-ask': {},
} as const
export type RouteReason = ReasonIn<typeof ROUTE_REASONS>

/** Why nobody could be asked for a client. */
export const NOBODY_REASONS = {
  'no-upstream-added': { label: 'text', service: 'text', file: 'text' },
  'upstreams-unread': { label: 'text' },
  'no-entry-usable': { file: 'text' },
  'no-upstream-healthy': { label: 'text', service: 'text', count: 'number', threshold: 'number', seconds: 'number' },
} as const

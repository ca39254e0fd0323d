/** How an attempt at an upstream failed: kept with its health, told by notices, logs and error bodies. */
import type { ReasonIn } from './reason.ts'

/** `fault` is the system's or the transport's word for what went wrong: `ECONNREFUSED`, `headers-timeout`. */
export const FAILURE_REASONS = {
  'upstream-answered': { status: 'number' },
  'upstream-unreachable': { fault: 'text' },
  /** To another place than its own. */
  'upstream-redirects': {},
  /** The same where a person asks what came back. */
  'upstream-redirects-to': { place: 'text' },
  'upstream-silent': { fault: 'text' },
  /** `bytes` of the body had come. */
  'upstream-broke-off': { bytes: 'number', fault: 'text' },
  /** What came with a good status is no answer, in one way or another. */
  'answer-empty': {},
  'answer-is-page': {},
  'answer-is-error': {},
  'answer-is-none': {},
  /** A stream ended without its last event. */
  'answer-unended': {},
  'client-left': {},
  /** A sentence that a version without codes has left behind, as it wrote it. */
  'told-by-former': { text: 'text' },
} as const

export type FailureReason = ReasonIn<typeof FAILURE_REASONS>

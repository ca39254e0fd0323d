/** What is wrong with the request log. */
import type { ReasonIn } from './reason.ts'

/** `fault` is what the database or the system says. */
export const LOG_REASONS = {
  'log-not-written': { fault: 'text' },
  'log-moved-away': { to: 'text' },
  'log-deleted': {},
  'log-in-memory': { fault: 'text' },
  /** `batches` wait on the disk of this machine. */
  'log-database-away': { fault: 'text', batches: 'number' },
} as const
export type LogReason = ReasonIn<typeof LOG_REASONS>

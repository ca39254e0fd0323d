/** Why the file of a client on this machine cannot be changed, or read, as it stands. */
import type { ReasonIn } from './reason.ts'

export const CLIENT_FILE_REASONS = {
  'client-file-broken': { line: 'number' },
  'client-file-no-object': {},
  'client-key-no-object': { key: 'text' },
  /** The person has a provider of our name. */
  'client-key-taken': { key: 'text' },
} as const
export type ClientFileReason = ReasonIn<typeof CLIENT_FILE_REASONS>

/** Why the file of a client on this machine cannot be changed, or read, as it stands. */
import type { ReasonIn } from './reason.ts'

export const CLIENT_FILE_REASONS = {
  'client-file-broken': { line: 'number' },
  'client-file-no-object': {},
  'client-key-no-object': { key: 'text' },
  /** The person has a provider of our name. */
  'client-key-taken': { key: 'text' },
  /** The file has further names (hard links). */
  'client-file-linked': { links: 'number' },
} as const
export type ClientFileReason = ReasonIn<typeof CLIENT_FILE_REASONS>

/** What a person should know of a client that is pointed at CLP. */
export const CLIENT_NOTE_REASONS = {
  /** An upstream without a credential: the client's login is passed on. */
  'client-own-login': { upstream: 'text' },
  'client-login-needed': { upstream: 'text' },
  /** The file shows a stand-in, though an upstream wants the login. */
  'client-login-hidden': { upstream: 'text' },
  /** As before, and CLP has not written it. */
  'client-stand-in': { upstream: 'text' },
  /** The file leaves the client its login, which it has not, though no upstream wants one. */
  'client-login-needless': {},
  /** Conversations so far are filed under another provider. */
  'client-conversations-hidden': { name: 'text' },
  'client-overridden-address': { key: 'text', file: 'text' },
  'client-overridden-credential': { key: 'text', file: 'text' },
  'client-overridden-sign-in': { key: 'text', file: 'text' },
} as const
export type ClientNote = ReasonIn<typeof CLIENT_NOTE_REASONS>

/** Why an act on documents, upstreams or tokens is refused, or a request to the admin API. */
import type { ReasonIn } from './reason.ts'

export const EDIT_REASONS = {
  'upstream-unknown': { name: 'text' },
  'upstream-taken': { name: 'text' },
  'upstream-disabled': { name: 'text' },
  'upstream-name-unusable': { characters: 'number' },
  'token-unknown': { name: 'text' },
  'token-taken': { name: 'text' },
  'mask-without-secret': { field: 'text' },
  'mask-moved': { field: 'text' },
  'changed-meanwhile': { file: 'text' },
  'version-missing': {},
  'file-keeps-changing': {},
  'lock-held': { path: 'text' },
  /** `system` is the file system's own word: `ENOSPC`. */
  'cannot-write': { path: 'text', system: 'text' },
} as const
export type EditReason = ReasonIn<typeof EDIT_REASONS>

export const REQUEST_REASONS = {
  'service-unknown': { service: 'text', services: 'text' },
  'client-unknown': { client: 'text' },
  'document-unknown': { document: 'text' },
  'revision-unknown': { document: 'text', revision: 'number' },
  'request-unknown': { id: 'text' },
  'body-not-kept': { id: 'text' },
  'route-unknown': { route: 'text' },
  'live-path-unknown': { path: 'text' },
  'value-unreadable': {},
  'request-cut-off': {},
  'body-over-limit': { bytes: 'number' },
  'json-only': {},
  'command-line-only': {},
  'secrets-command-line-only': { command: 'text' },
  'expiry-unreadable': { examples: 'text' },
  'pause-in-past': {},
  'instant-unreadable': {},
  'zone-unknown': { zone: 'text' },
  'upstream-or-address': {},
  'raw-only': {},
  'token-not-for-ui': {},
} as const
export type RequestReason = ReasonIn<typeof REQUEST_REASONS>

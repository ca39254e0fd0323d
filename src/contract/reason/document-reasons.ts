/** What is wrong with a document, a request to the admin API, or a file that cannot be read or written. Never holds the value found. */
import { type ReasonIn, reasonIn } from './reason.ts'

/** What a field must be or must not hold: each continues a sentence that begins with the field. */
export const CLAIM_REASONS = {
  'must-be-text': {},
  'must-be-number': {},
  'must-be-whole-number': {},
  'must-be-flag': {},
  'must-be-longer-word': {},
  'must-hold-fixed-text': {},
  'must-be-list': {},
  'must-be-object': {},
  'must-be-null': {},
  /** Two other claims, by their codes. */
  'must-be-either': { first: 'code', second: 'code' },
  'must-be-plain-value': {},
  'must-be-service-names': {},
  'must-be-amount': {},
  'must-be-date': {},
  'must-be-period': {},
  'must-be-time-zone': {},
  'must-be-quarter': {},
  'must-be-start-day': {},
  'must-be-budget-id': {},
  'must-be-budget-action': {},
  'must-be-one-line': {},
  'must-be-unique': {},
  'must-have-one-limit': {},
  'must-ascend': {},
  'must-be-type': { type: 'text' },
  'must-be-one-of': { values: 'text' },
  'must-be-at-least': { limit: 'text' },
  'must-be-at-most': { limit: 'text' },
  'must-be-more-than': { limit: 'text' },
  'must-be-less-than': { limit: 'text' },
  'too-few-characters': { characters: 'text' },
  'too-many-characters': { characters: 'text' },
  'unknown-field': { names: 'text' },
  'not-a-name': {},
  'not-valid': {},
  'address-without-scheme': {},
  'address-with-query': {},
  'address-unusable': {},
  'address-with-user': {},
  'address-of-clp': {},
  'not-for-headers': {},
  'instant-without-zone': { example: 'text' },
  'pattern-unusable': { position: 'number', fault: 'text' },
  'pattern-too-large': { steps: 'number', most: 'number' },
  'group-unknown': { position: 'number', group: 'text' },
} as const
export type ClaimReason = ReasonIn<typeof CLAIM_REASONS>

/** Claims that need no parameters, so that a schema can name one as its complaint. */
export type PlainClaimCode = {
  [Code in keyof typeof CLAIM_REASONS]: keyof (typeof CLAIM_REASONS)[Code] extends never ? Code : never
}[keyof typeof CLAIM_REASONS]

/** The claim of a code that needs no parameters. */
export const claimNamed = (code: PlainClaimCode): ClaimReason => ({ code, params: {} }) as ClaimReason

/** The claim a schema has named, if its complaint is the code of one. */
export const plainClaim = (code: string): ClaimReason | undefined => reasonIn(CLAIM_REASONS, { code, params: {} })

/** What is wrong with a text as a whole. */
export const TEXT_REASONS = {
  'file-empty': {},
  'not-json': {},
  'json-too-deep': {},
  'json-symbol': {},
  'json-number': {},
  'json-property-name': {},
  'json-value': {},
  'json-colon': {},
  'json-comma': {},
  'json-brace': {},
  'json-bracket': {},
  'json-end': {},
  'json-comment': {},
  'json-text-end': {},
  'json-unicode': {},
  'json-escape': {},
  'json-character': {},
  'not-utf8': {},
  'folder-gone': {},
  'not-understood': {},
} as const
export type TextReason = ReasonIn<typeof TEXT_REASONS>

/** Why the file system refuses. `system` is its own word: `EACCES`. */
export const SYSTEM_REASONS = {
  'permission-denied': { system: 'text' },
  'not-permitted': { system: 'text' },
  'is-folder': { system: 'text' },
  'path-through-file': { system: 'text' },
  'links-in-circle': { system: 'text' },
  'link-to-nothing': {},
  'read-only': { system: 'text' },
  'disk-full': { system: 'text' },
  'quota-used-up': { system: 'text' },
  'file-too-large': { system: 'text' },
  'too-many-files': { system: 'text' },
  'system-fault': { system: 'text' },
} as const
export type SystemReason = ReasonIn<typeof SYSTEM_REASONS>

/** Sentences around a claim, which comes as it is told already. */
export const CLAIM_FRAMES = {
  'about-field': { field: 'text', claim: 'text' },
  'about-document': { claim: 'text' },
} as const

export type DocumentReason = ClaimReason | TextReason | SystemReason

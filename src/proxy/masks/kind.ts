/**
 * What a kind of secret is: how it is found, and what stands in its place. A kind looks at text as bytes of UTF-8, at places where one of its
 * gates opens; so that a large text is gone through once, whatever the number of kinds.
 */
import type { Gate } from './gate.ts'

/** The families of the shelf, in the order in which people see them. */
export const FAMILIES = ['models', 'clouds', 'code', 'services', 'general', 'persons'] as const
export type Family = (typeof FAMILIES)[number]

/** Which of two finds that overlap counts: the earlier in this list; then the longer one. */
export const RANKS = ['clp', 'own', 'form', 'context', 'person', 'assignment', 'entropy'] as const
export type Rank = (typeof RANKS)[number]

/**
 * What stands in the place of a secret, around 12 characters that only the holder of the key can make: `head` before them, `tail` behind
 * them.
 */
export interface PlaceholderForm {
  readonly head: string
  readonly tail: string
}

/** A secret in a text: byte offsets, end exclusive. */
export interface FoundSecret {
  readonly start: number
  readonly end: number
  readonly form: PlaceholderForm
  /** Told by what stands around it: alone it would not be noticed. */
  readonly byContext: boolean
}

/**
 * How many bytes from a place on decide whether a secret is there, in the bytes as they were sent, escapes and all: wrong only in the direction
 * of more. Negative or 0: that many bytes have decided already that none is.
 */
export type Ahead = (bytes: Buffer, at: number) => number

export interface Kind {
  /** As documents, the command line and the log name it. */
  readonly id: string
  readonly names: { readonly en: string; readonly zh: string }
  readonly family: Family
  readonly rank: Rank
  /** Whether it is looked for unless the document says otherwise. */
  readonly byDefault: boolean
  readonly gates: readonly Gate[]
  /** A first look where a gate opens, cheap. Without it every place is looked at as far as `reach` says. */
  readonly ahead?: Ahead
  /** Bytes around a place where a gate opens that are enough to decide. */
  readonly reach: { readonly before: number; readonly after: number }
  /** The secrets at a place where one of the gates opens; `at` is where its first byte stands. Takes time by the reach, never by the text. */
  readonly find: (text: Buffer, at: number) => readonly FoundSecret[]
  /** Made-up secrets in the real form with what they are told by, for tests and demonstrations. `random` gives numbers in [0, 1). */
  readonly sample: (random: () => number) => string
}

export const NOTHING: readonly FoundSecret[] = []

/** Of passwords and of keys without a prefix of their own. */
export const SECRET_FORM: PlaceholderForm = { head: 'clp-secret-', tail: '' }
export const PEM_FORM: PlaceholderForm = { head: 'clp-pem-', tail: '' }
export const NUMBER_FORM: PlaceholderForm = { head: 'clp-number-', tail: '' }
export const HOST_FORM: PlaceholderForm = { head: 'clp-host-', tail: '' }
export const EMAIL_FORM: PlaceholderForm = { head: 'clp-', tail: '@masked.invalid' }

/** Of a key that begins with something everybody may know. */
export const prefixForm = (prefix: string): PlaceholderForm => ({ head: `${prefix}clp`, tail: '' })

/** What is known of an upstream's balance. Only an answer with a number is one: nothing unknown is ever 0. */

/** `never`: not asked yet; `refused`: the credential may not ask; `unsupported`: the address or the value is not there. */
export const BALANCE_STATES = ['never', 'ok', 'unsupported', 'refused', 'failed'] as const
export type BalanceState = (typeof BALANCE_STATES)[number]

/** Why a question failed, or was not asked at all. */
export const BALANCE_FAULTS = [
  'unreachable',
  'timeout',
  'redirect',
  'status',
  'too-large',
  'not-json',
  'no-value',
  'no-credential',
  /** The settings lead to another origin where they may not. */
  'other-origin',
  'private-address',
  'key-not-sent',
  'address-unusable',
  'nothing-to-ask',
] as const
export type BalanceFault = (typeof BALANCE_FAULTS)[number]

/** One amount an upstream tells of: of each currency its own, never added up. */
export interface BalanceValue {
  /** `USD`, `CNY`; undefined where the upstream does not say and nobody has typed it. */
  readonly currency?: string
  /** A decimal as text; undefined while `unlimited`. */
  readonly value?: string
  readonly unlimited?: true
  /** ms since 1970. */
  readonly seenAt: number
}

/** What the last question came to. */
export interface KnownBalance {
  readonly state: Exclude<BalanceState, 'never'>
  /** ms since 1970. */
  readonly askedAt: number
  /** The last that were told, also while `state` is another than `ok`. */
  readonly values: readonly BalanceValue[]
  /** The upstream says that it answers nobody any more, whatever is left. */
  readonly exhausted?: true
  readonly fault?: BalanceFault
  /** Of the answer, where it was the fault. */
  readonly status?: number
  /** Failures in a row, which make the next question wait. */
  readonly failures?: number
  /** ms since 1970 before which the upstream does not want to be asked again. */
  readonly notBefore?: number
}

/** A reason as a sentence in the user's language. */
import type { Reason } from '../../contract/reason/reason.ts'
import { knownReason } from '../../contract/reason/reasons.ts'
import type { Messages } from './en.ts'
import { fill } from './fill.ts'

/** `otherwise` is what the daemon says itself, for a reason that this version does not know. */
export const reasonText = (
  { messages }: { readonly messages: Messages },
  reason: Reason | null | undefined,
  otherwise: string,
): string => {
  const known = reason ? knownReason(reason) : undefined
  return known === undefined ? otherwise : fill(messages.reasons[known.code], known.params)
}

/** The same for a code that stands alone. */
export const codeText = (cli: { readonly messages: Messages }, code: string): string =>
  reasonText(cli, { code, params: {} }, code)

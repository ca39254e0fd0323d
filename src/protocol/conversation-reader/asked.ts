/** Reads the conversation out of a request body; the protocol shows in the body itself. */
import { isObject } from '../../codec/json/is-object.ts'
import type { AskedConversation } from '../conversation/conversation.ts'
import { parsePartialJson } from '../conversation/partial-json.ts'
import { FORMS } from './forms.ts'

/** Undefined when the body is no conversation. A body that was cut is read as far as it goes. */
export const readAsked = (text: string): AskedConversation | undefined => {
  const { value, whole } = parsePartialJson(text)
  if (!isObject(value)) return undefined
  for (const form of FORMS) {
    const asked = form.request(value, whole)
    if (asked !== undefined) return asked
  }
  return undefined
}

/** Reads the conversation out of a request body; the protocol shows in the body itself. */
import { readMessagesRequest } from './messages.ts'
import { type AskedConversation, isObject } from './model.ts'
import { parsePartialJson } from './partial-json.ts'
import { readResponsesRequest } from './responses.ts'

/** Undefined when the body is no conversation. */
export const readAsked = (text: string): AskedConversation | undefined => {
  const { value, whole } = parsePartialJson(text)
  if (!isObject(value)) return undefined
  if (Array.isArray(value['messages'])) return readMessagesRequest(value, whole)
  if (value['input'] !== undefined || value['instructions'] !== undefined) return readResponsesRequest(value, whole)
  return undefined
}

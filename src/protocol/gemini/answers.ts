/** What answers of the Gemini API look like: https://ai.google.dev/api/generate-content#generatecontentresponse */

import { isObject } from '../../codec/json/is-object.ts'
import { isChatChunk } from '../common/event-form.ts'
import type { AnswerForm, Json } from '../common/protocol.ts'

/** Code Assist puts each answer into `response`. A stream may end with counts alone. */
export const isPart = (value: Json): boolean => {
  const answer = isObject(value['response']) ? value['response'] : value
  const { candidates, promptFeedback, usageMetadata } = answer
  return Array.isArray(candidates) || isObject(promptFeedback) || isObject(usageMetadata) || isChatChunk(value)
}

export const answers: AnswerForm = { isWhole: isPart }

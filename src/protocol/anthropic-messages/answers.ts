/** What answers of the Messages API look like, at Anthropic and at Amazon Bedrock: https://docs.anthropic.com/en/api/messages */

import { isObject } from '../../codec/json/is-object.ts'
import { isChatChunk } from '../common/event-form.ts'
import type { AnswerForm } from '../common/protocol.ts'

const TYPES: ReadonlySet<unknown> = new Set(['message', 'completion'])

export const answers: AnswerForm = {
  isWhole: (value) => {
    const { type, content, completion, output } = value
    // The last but one is the Text Completions API, the last Converse.
    if (TYPES.has(type) || Array.isArray(content) || typeof completion === 'string') return true
    return (isObject(output) && isObject(output['message'])) || isChatChunk(value)
  },
}

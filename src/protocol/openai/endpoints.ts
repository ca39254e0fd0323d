/** Requests of OpenAI's APIs, which lie below one base address: clients of one may turn to the other. https://platform.openai.com/docs/api-reference */
import { CHAT_COMPLETIONS, LIST_MODELS, operationIn } from '../common/endpoints.ts'

export const operationOf = operationIn([
  { method: 'POST', path: /\/responses\/?$/, operation: 'generate' },
  { method: 'POST', path: /\/responses\/compact\/?$/, operation: 'compact' },
  { method: 'POST', path: /\/responses\/input_tokens\/?$/, operation: 'count-tokens' },
  CHAT_COMPLETIONS,
  { method: 'POST', path: /\/completions\/?$/, operation: 'generate' },
  LIST_MODELS,
])

export const streamsByPath = (): boolean => false

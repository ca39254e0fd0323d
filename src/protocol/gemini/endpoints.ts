/** Requests of the Gemini API, at Google AI, Vertex AI and Code Assist: https://ai.google.dev/api/generate-content */
import { CHAT_COMPLETIONS, LIST_MODELS, operationIn } from '../common/endpoints.ts'

export const operationOf = operationIn([
  { method: 'POST', path: /:(?:generateContent|streamGenerateContent)$/, operation: 'generate' },
  { method: 'POST', path: /:(?:countTokens|computeTokens)$/, operation: 'count-tokens' },
  CHAT_COMPLETIONS,
  LIST_MODELS,
])

export const streamsByPath = (path: string): boolean => path.endsWith(':streamGenerateContent')

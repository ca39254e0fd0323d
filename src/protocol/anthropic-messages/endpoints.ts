/** Requests of the Messages API, at Anthropic, at relays, at Amazon Bedrock and at Google Vertex AI. */
import { CHAT_COMPLETIONS, LIST_MODELS, operationIn } from '../common/endpoints.ts'

/** https://docs.anthropic.com/en/api/overview, …/claude-on-amazon-bedrock, …/claude-on-vertex-ai */
export const operationOf = operationIn([
  { method: 'POST', path: /\/messages\/?$/, operation: 'generate' },
  { method: 'POST', path: /\/messages\/count_tokens\/?$/, operation: 'count-tokens' },
  { method: 'POST', path: /\/complete\/?$/, operation: 'generate' },
  {
    method: 'POST',
    path: /\/model\/[^/]+\/(?:invoke|invoke-with-response-stream|converse|converse-stream)$/,
    operation: 'generate',
  },
  { method: 'POST', path: /\/model\/[^/]+\/count-tokens$/, operation: 'count-tokens' },
  { method: 'POST', path: /\/models\/count-tokens(?:@[^/:]*)?:rawPredict$/, operation: 'count-tokens' },
  { method: 'POST', path: /\/models\/[^/]+:(?:rawPredict|streamRawPredict)$/, operation: 'generate' },
  CHAT_COMPLETIONS,
  LIST_MODELS,
])

/** At Bedrock and Vertex AI the path says so, and the body does not. */
export const streamsByPath = (path: string): boolean =>
  /(?:\/invoke-with-response-stream|\/converse-stream|:streamRawPredict)$/.test(path)

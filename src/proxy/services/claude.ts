/** The Claude service: Claude Code and every other client of the Anthropic Messages API. */

import type { ProblemCode } from '../../contract/problem.ts'
import { anthropicUsage } from '../../protocol/usage/usage-anthropic.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import { bearerAnd } from '../exchange/authorize.ts'
import type { Service } from '../exchange/service.ts'

/** Error types of the Messages API by status: https://docs.anthropic.com/en/api/errors */
const errorType = (code: ProblemCode, status: number): string => {
  if (code === 'unauthenticated') return 'authentication_error'
  switch (status) {
    case 400:
    case 422:
      return 'invalid_request_error'
    case 401:
      return 'authentication_error'
    case 403:
      return 'permission_error'
    case 404:
      return 'not_found_error'
    case 413:
      return 'request_too_large'
    case 429:
      return 'rate_limit_error'
    case 503:
      return 'overloaded_error'
    case 504:
      return 'timeout_error'
    default:
      return status >= 500 ? 'api_error' : 'invalid_request_error'
  }
}

export const claude = {
  id: 'claude',
  label: 'Claude',
  client: 'Claude Code',
  port: 3210,
  portVariable: 'CLP_CLAUDE_PORT',
  document: upstreamsDocument('claude'),
  maker: { baseUrl: 'https://api.anthropic.com', credential: 'apiKey' },
  credentialHeaders: ['authorization', 'x-api-key'],
  authorize: bearerAnd('x-api-key'),
  usage: anthropicUsage,
  dialect: ({ code, status, message, requestId }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      type: 'error',
      error: { type: errorType(code, status), message: `CLP: ${message}`, code },
      request_id: requestId,
    }),
  }),
  // https://docs.anthropic.com/en/docs/build-with-claude/streaming
  stream: {
    errorTypes: ['error'],
    preludeTypes: ['message_start', 'ping', 'content_block_start'],
    errorWords: ['error'],
    isErrorBody: (value) => value['type'] === 'error' || ('error' in value && value['type'] !== 'message'),
    errorEvent: ({ code, message, requestId }) =>
      `event: error\ndata: ${JSON.stringify({
        type: 'error',
        error: { type: 'api_error', message: `CLP: ${message}`, code },
        request_id: requestId,
      })}\n\n`,
  },
  sessionHeaders: ['x-claude-code-session-id'],
  sessionFields: [['metadata', 'user_id']],
  isSideRequest: (method, path) => method === 'HEAD' || /\/(count_tokens|models)(\/|$)/.test(path),
  probe: (model) => ({
    method: 'POST',
    path: '/v1/messages',
    headers: ['content-type', 'application/json', 'accept', 'application/json', 'anthropic-version', '2023-06-01'],
    body: JSON.stringify({
      model,
      max_tokens: 16,
      stream: false,
      messages: [{ role: 'user', content: 'Reply with the word ok.' }],
    }),
  }),
  probeModels: ['claude-haiku-4-5', 'claude-sonnet-4-5', 'claude-opus-4-5'],
  setup: (address) => [`ANTHROPIC_BASE_URL=${address} ANTHROPIC_AUTH_TOKEN=- claude`],
  clientFiles: (address) => [
    {
      file: '~/.claude/settings.json',
      text: JSON.stringify({ env: { ANTHROPIC_BASE_URL: address, ANTHROPIC_AUTH_TOKEN: '-' } }, null, 2),
    },
  ],
} as const satisfies Service

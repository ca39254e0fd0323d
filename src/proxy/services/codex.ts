/** The Codex service: Codex and every other client of the OpenAI Responses API. */
import { openaiUsage } from '../../protocol/usage/usage-openai.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import { bearerAnd } from '../exchange/authorize.ts'
import type { Service } from '../exchange/service.ts'

/** Error types of the OpenAI API by status: https://platform.openai.com/docs/guides/error-codes */
const errorType = (status: number): string => {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

export const codex = {
  id: 'codex',
  label: 'Codex',
  client: 'Codex',
  port: 3211,
  portVariable: 'CLP_CODEX_PORT',
  document: upstreamsDocument('codex'),
  maker: { baseUrl: 'https://api.openai.com/v1', credential: 'bearer' },
  credentialHeaders: ['authorization', 'x-api-key'],
  authorize: bearerAnd('x-api-key'),
  usage: openaiUsage,
  dialect: ({ code, status, message, requestId }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      error: { message: `CLP: ${message}`, type: errorType(status), param: null, code, request_id: requestId },
    }),
  }),
  // https://platform.openai.com/docs/api-reference/responses-streaming
  stream: {
    errorTypes: ['error', 'response.failed'],
    preludeTypes: [
      'response.created',
      'response.in_progress',
      'response.queued',
      'response.output_item.added',
      'response.content_part.added',
      'response.reasoning_summary_part.added',
    ],
    errorWords: ['error', 'failed'],
    isErrorBody: (value) => value['status'] === 'failed' || (value['error'] !== undefined && value['error'] !== null),
    errorEvent: ({ code, message, requestId }) =>
      `event: response.failed\ndata: ${JSON.stringify({
        type: 'response.failed',
        response: {
          id: `resp_${requestId}`,
          object: 'response',
          status: 'failed',
          error: { code: 'server_error', message: `CLP: ${message} (${code})` },
          output: [],
        },
      })}\n\n`,
  },
  sessionHeaders: ['session-id', 'session_id'],
  sessionFields: [['prompt_cache_key'], ['metadata', 'user_id']],
  isSideRequest: (method, path) => method === 'HEAD' || /\/models(\/|$)/.test(path),
  probe: (model) => ({
    method: 'POST',
    path: '/responses',
    headers: ['content-type', 'application/json', 'accept', 'text/event-stream'],
    body: JSON.stringify({
      model,
      instructions: 'Answer briefly.',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Reply with the word ok.' }] }],
      store: false,
      stream: true,
    }),
  }),
  probeModels: ['gpt-5-codex', 'gpt-5'],
  setup: (address) => [
    `codex -c model_provider=clp -c 'model_providers.clp={name="clp",base_url="${address}",wire_api="responses"}'`,
  ],
  clientFiles: (address) => [
    {
      file: '~/.codex/config.toml',
      text: [
        'model_provider = "clp"',
        '',
        '[model_providers.clp]',
        'name = "CLP"',
        `base_url = "${address}"`,
        'wire_api = "responses"',
        'requires_openai_auth = true',
      ].join('\n'),
    },
    { file: '~/.codex/auth.json', text: JSON.stringify({ OPENAI_API_KEY: '-' }, null, 2) },
  ],
} as const satisfies Service

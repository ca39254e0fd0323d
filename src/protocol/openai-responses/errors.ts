/** Errors of the Responses API: https://platform.openai.com/docs/api-reference/responses-streaming/response/failed */
import type { ErrorForm } from '../common/protocol.ts'
import { writeError } from '../openai/error-answer.ts'
import { reachedHeaders } from './limits.ts'

export const errors: ErrorForm = {
  write: (problem) => ({
    ...writeError(problem),
    ...(problem.limit === undefined ? {} : { headers: reachedHeaders(problem.limit) }),
  }),
  event: ({ code, message, requestId }) =>
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
  isError: (value) => value['status'] === 'failed' || (value['error'] !== undefined && value['error'] !== null),
}

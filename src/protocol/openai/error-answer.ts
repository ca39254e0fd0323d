/** Whole answers that are errors, the same in all of OpenAI's APIs: https://platform.openai.com/docs/guides/error-codes */
import type { ProblemWriter } from '../common/protocol.ts'

const errorType = (status: number): string => {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

export const writeError: ProblemWriter = ({ code, status, message, requestId }) => ({
  contentType: 'application/json',
  body: JSON.stringify({
    error: { message: `CLP: ${message}`, type: errorType(status), param: null, code, request_id: requestId },
  }),
})

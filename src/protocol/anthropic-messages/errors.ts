/** Errors of the Messages API: https://docs.anthropic.com/en/api/errors */
import type { ProblemCode } from '../../contract/problem.ts'
import type { ErrorForm } from '../common/protocol.ts'

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

export const errors: ErrorForm = {
  write: ({ code, status, message, requestId }) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      type: 'error',
      error: { type: errorType(code, status), message: `CLP: ${message}`, code },
      request_id: requestId,
    }),
  }),
  event: ({ code, message, requestId }) =>
    `event: error\ndata: ${JSON.stringify({
      type: 'error',
      error: { type: 'api_error', message: `CLP: ${message}`, code },
      request_id: requestId,
    })}\n\n`,
  isError: (value) => value['type'] === 'error' || ('error' in value && value['type'] !== 'message'),
}

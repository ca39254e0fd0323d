/** Errors of the Messages API: https://docs.anthropic.com/en/api/errors */
import type { ProblemCode } from '../../contract/problem.ts'
import type { ErrorForm, ProblemFacts } from '../common/protocol.ts'
import { reachedHeaders } from './limits.ts'

/** The form in which Claude Code shows a refusal as what it is: a 403 reads as a failed sign-in. */
const REFUSALS: ReadonlySet<ProblemCode> = new Set(['endpoint-blocked', 'content-refused'])
const POLICY_STATUS = 400

const errorType = ({ code, status, lasting }: Pick<ProblemFacts, 'code' | 'status' | 'lasting'>): string => {
  if (code === 'unauthenticated') return 'authentication_error'
  if (REFUSALS.has(code)) return 'policy_blocked'
  if (code === 'budget-exceeded') return 'billing_error'
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
      // Claude Code says "at capacity" of an overload, and CLP's own sentence of any other.
      return lasting === true ? 'api_error' : 'overloaded_error'
    case 504:
      return 'timeout_error'
    default:
      return status >= 500 ? 'api_error' : 'invalid_request_error'
  }
}

export const errors: ErrorForm = {
  statusOf: (code) => (REFUSALS.has(code) ? POLICY_STATUS : undefined),
  write: (problem) => ({
    contentType: 'application/json',
    body: JSON.stringify({
      type: 'error',
      error: { type: errorType(problem), message: `CLP: ${problem.message}`, code: problem.code },
      request_id: problem.requestId,
    }),
    ...(problem.limit === undefined ? {} : { headers: reachedHeaders(problem.limit) }),
  }),
  event: ({ code, message, requestId }) =>
    `event: error\ndata: ${JSON.stringify({
      type: 'error',
      error: { type: 'api_error', message: `CLP: ${message}`, code },
      request_id: requestId,
    })}\n\n`,
  isError: (value) => value['type'] === 'error' || ('error' in value && value['type'] !== 'message'),
}

/** Whole answers that are errors, the same in all of OpenAI's APIs: https://platform.openai.com/docs/guides/error-codes */
import type { LimitReached } from '../common/limit-form.ts'
import type { ProblemFacts, ProblemText, ProblemWriter } from '../common/protocol.ts'

const errorType = (status: number): string => {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

/** A limit of CLP's own: Codex says of this type when it may ask again, and of no other. `plan_type` would send people to an administrator. */
const limitError = (message: string, { resetsAt, resetsInSeconds }: LimitReached): ProblemText => ({
  contentType: 'application/json',
  body: JSON.stringify({
    error: {
      type: 'usage_limit_reached',
      message: `CLP: ${message}`,
      code: 'budget-exceeded',
      resets_at: resetsAt,
      resets_in_seconds: resetsInSeconds,
    },
  }),
})

export const writeError: ProblemWriter = ({ code, status, message, requestId, limit }) =>
  limit === undefined ? plainError({ code, status, message, requestId }) : limitError(message, limit)

const plainError = ({ code, status, message, requestId }: Omit<ProblemFacts, 'limit'>): ProblemText => ({
  contentType: 'application/json',
  body: JSON.stringify({
    error: { message: `CLP: ${message}`, type: errorType(status), param: null, code, request_id: requestId },
  }),
})

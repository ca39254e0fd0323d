/** Errors of the Gemini API: https://cloud.google.com/apis/design/errors#error_model */
import type { LimitReached } from '../common/limit-form.ts'
import type { ErrorForm, Json, ProblemFacts } from '../common/protocol.ts'

/** Canonical codes by HTTP status. */
const CODES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  421: 'INVALID_ARGUMENT',
  422: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/**
 * Gemini CLI asks again, five times and more, unless a quota by the day is said to be used up, and when to come back.
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto
 */
const limitDetails = (message: string, { resetsInSeconds }: LimitReached): readonly Json[] => [
  {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: [{ subject: 'clp', description: `CLP: ${message}`, quotaId: 'ClpBudgetPerDay' }],
  },
  ...(resetsInSeconds === undefined
    ? []
    : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${resetsInSeconds}s` }]),
]

const errorObject = ({ code, status, message, requestId, limit }: ProblemFacts): Json => ({
  error: {
    code: status,
    message: `CLP: ${message}`,
    status: CODES[status] ?? 'UNKNOWN',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, domain: 'clp' },
      ...(limit === undefined ? [] : limitDetails(message, limit)),
      { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId },
    ],
  },
})

export const errors: ErrorForm = {
  write: (problem) => ({ contentType: 'application/json', body: JSON.stringify(errorObject(problem)) }),
  event: (problem) => `data: ${JSON.stringify(errorObject({ ...problem, status: 502 }))}\r\n\r\n`,
  isError: (value) => 'error' in value,
}

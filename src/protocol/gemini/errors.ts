/** Errors of the Gemini API: https://cloud.google.com/apis/design/errors#error_model */
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

const errorObject = ({ code, status, message, requestId }: ProblemFacts): Json => ({
  error: {
    code: status,
    message: `CLP: ${message}`,
    status: CODES[status] ?? 'UNKNOWN',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: code, domain: 'clp' },
      { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId },
    ],
  },
})

export const errors: ErrorForm = {
  write: (problem) => ({ contentType: 'application/json', body: JSON.stringify(errorObject(problem)) }),
  event: (problem) => `data: ${JSON.stringify(errorObject({ ...problem, status: 502 }))}\r\n\r\n`,
  isError: (value) => 'error' in value,
}

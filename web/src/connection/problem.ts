/** What the API answers instead of success, as an exception with a type. */
import type { ApiError } from '../../../src/contract/api/status.ts'
import type { Reason } from '../../../src/contract/reason/reason.ts'

/** `offline` and `unexpected` are the browser's own: no answer, and an answer without the agreed shape. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  /** Dotted path of the bad field, empty when no field is to blame. */
  readonly field: string
  /** 1-based place in a document's text, 0 when unknown. */
  readonly line: number
  readonly column: number
  /** With a conflict: what the document says now. */
  readonly current: { readonly text: string; readonly version: string } | undefined
  readonly retryAfterSeconds: number
  /** What the message says, for readers of other languages. */
  readonly reason: Reason | undefined

  constructor(status: number, error: ApiError['error']) {
    super(error.message)
    this.name = 'ApiProblem'
    this.status = status
    this.code = error.code
    this.field = error.field ?? ''
    this.line = error.line ?? 0
    this.column = error.column ?? 0
    this.current = error.current
    this.retryAfterSeconds = error.retryAfterSeconds ?? 0
    this.reason = error.reason
  }
}

const isApiError = (value: unknown): value is ApiError =>
  typeof value === 'object' &&
  value !== null &&
  'error' in value &&
  typeof value.error === 'object' &&
  value.error !== null &&
  'code' in value.error &&
  typeof value.error.code === 'string' &&
  'message' in value.error &&
  typeof value.error.message === 'string'

/** Reads the problem out of a refused answer. */
export const problemOf = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => undefined)
  if (isApiError(body)) return new ApiProblem(response.status, body.error)
  return new ApiProblem(response.status, { code: 'unexpected', message: `${response.status} ${response.statusText}` })
}

/** Anything thrown, as a problem. */
export const toProblem = (error: unknown): ApiProblem => {
  if (error instanceof ApiProblem) return error
  if (error instanceof TypeError) return new ApiProblem(0, { code: 'offline', message: error.message })
  return new ApiProblem(0, { code: 'unexpected', message: error instanceof Error ? error.message : String(error) })
}

/** Failures of the admin API as one error class and one JSON shape, whatever went wrong beneath. */
import { HTTPException } from 'hono/http-exception'
import type { ApiError } from '../../contract/api/status.ts'
import type { ProblemCode } from '../../contract/problem.ts'
import { Problem, type ProblemOptions } from '../../edge/problem.ts'
import { DocumentError, VersionConflict } from '../../store/config/document.ts'
import { EditError } from '../../store/config/json-edit.ts'
import { TokenEditError } from '../../store/documents/access-edits.ts'
import { DocumentBusy, SaveError } from '../../store/files/file-errors.ts'

/** What an answer says beside code and message. */
export type ProblemPlace = Omit<ApiError['error'], 'code' | 'message'>

/** A problem that can say where in the request or document it lies. */
export class AdminProblem extends Problem {
  readonly place: ProblemPlace

  constructor(code: ProblemCode, message: string, place: ProblemPlace = {}, options: ProblemOptions = {}) {
    super(code, message, options)
    this.place = place
  }
}

export const notFound = (what: string): AdminProblem => new AdminProblem('not-found', `There is no ${what}`)

/** A request whose fields cannot be used; for documents and settings `config-rejected`, see `rejected`. */
export const badRequest = (message: string, field?: string): AdminProblem =>
  new AdminProblem('bad-request', message, field === undefined ? {} : { field })

/** Any error as a problem. What is not known to be harmless to show becomes `internal` without a word of its own. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof EditError) return editProblem(error)
  if (error instanceof DocumentError) {
    const { field, line, column } = error
    return new AdminProblem('config-rejected', error.message, {
      ...(field === '' ? {} : { field }),
      ...(line === 0 ? {} : { line, column }),
    })
  }
  if (error instanceof VersionConflict || error instanceof DocumentBusy)
    return new AdminProblem('config-conflict', error.message)
  if (error instanceof SaveError) return new AdminProblem('save-failed', error.message)
  if (error instanceof TokenEditError) return tokenProblem(error)
  if (error instanceof HTTPException) return fromHono(error)
  if (isUnreadableValue(error)) return badRequest('A value in the request is not what its field takes')
  if (isClientGone(error)) return badRequest('The request broke off before it was read')
  return new Problem('internal', 'CLP failed on this request; the log says more', { cause: error })
}

/** The answer a problem is told as. */
export const errorAnswer = (problem: Problem): ApiError => ({
  error: {
    code: problem.code,
    message: problem.message,
    ...(problem instanceof AdminProblem ? problem.place : {}),
    ...retryAfter(problem),
  },
})

/**
 * Thrown by zod 4.6 itself: it compares the `length` of any object with the bound of a text, and one that is made of JSON may have a
 * `toString` that is no function.
 */
const isUnreadableValue = (error: unknown): boolean =>
  error instanceof TypeError && error.message === 'Cannot convert object to primitive value'

/** What node makes of a body whose sender hung up. */
const isClientGone = (error: unknown): boolean =>
  error instanceof Error && error.message === 'aborted' && (error as NodeJS.ErrnoException).code === 'ECONNRESET'

/** An act on a named thing that is not possible as things stand. */
const editProblem = ({ kind, message }: EditError): AdminProblem =>
  kind === 'unknown'
    ? new AdminProblem('not-found', message)
    : new AdminProblem('bad-request', message, kind === 'taken' ? { field: 'name' } : {})

const tokenProblem = (error: TokenEditError): AdminProblem =>
  error.kind === 'unknown'
    ? new AdminProblem('not-found', error.message)
    : new AdminProblem('bad-request', error.message, { field: 'name' })

/** Hono throws for bodies that are no JSON and for other content types. */
const fromHono = (error: HTTPException): Problem => {
  if (error.status === 413) return new Problem('body-too-large', 'The request body is too large')
  return new Problem('bad-request', error.message || 'The request cannot be read', { status: error.status })
}

const retryAfter = ({ headers }: Problem): { readonly retryAfterSeconds?: number } => {
  const at = headers.indexOf('retry-after')
  return at < 0 ? {} : { retryAfterSeconds: Number(headers[at + 1]) }
}

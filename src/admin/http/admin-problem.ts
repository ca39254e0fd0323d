/** Failures of the admin API as one error class and one JSON shape, whatever went wrong beneath. */
import { HTTPException } from 'hono/http-exception'
import type { ApiError } from '../../contract/api/status.ts'
import type { ProblemCode } from '../../contract/problem.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { KnownReason } from '../../contract/reason/reasons.ts'
import type { EditReason, RequestReason } from '../../contract/reason/request-reasons.ts'
import { Problem, type ProblemOptions } from '../../edge/problem.ts'
import { DocumentError, VersionConflict } from '../../store/config/document.ts'
import { EditError } from '../../store/config/json-edit.ts'
import { TokenEditError } from '../../store/documents/access-edits.ts'
import { DocumentBusy, SaveError } from '../../store/files/file-errors.ts'

/** What an answer says beside code and message. */
export type ProblemPlace = Omit<ApiError['error'], 'code' | 'message' | 'reason'>

/** A problem that can say where in the request or document it lies. */
export class AdminProblem extends Problem {
  readonly place: ProblemPlace

  constructor(code: ProblemCode, message: string, place: ProblemPlace = {}, options: ProblemOptions = {}) {
    super(code, message, options)
    this.place = place
  }
}

export const notFound = (reason: EditReason | RequestReason): AdminProblem => placed('not-found', reason)

/** A request whose fields cannot be used; for documents and settings `config-rejected`, see `rejected`. */
export const badRequest = (reason: EditReason | RequestReason, field?: string): AdminProblem =>
  placed('bad-request', reason, field === undefined ? {} : { field })

const placed = (code: ProblemCode, reason: KnownReason, place: ProblemPlace = {}): AdminProblem =>
  new AdminProblem(code, inEnglish(reason), place, { reason })

const reasonOf = ({ reason }: { readonly reason: KnownReason | undefined }): { readonly reason?: KnownReason } =>
  reason === undefined ? {} : { reason }

/** Any error as a problem. What is not known to be harmless to show becomes `internal` without a word of its own. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof EditError) return editProblem(error)
  if (error instanceof DocumentError) {
    const { field, line, column } = error
    const place = { ...(field === '' ? {} : { field }), ...(line === 0 ? {} : { line, column }) }
    return new AdminProblem('config-rejected', error.message, place, reasonOf(error))
  }
  if (error instanceof VersionConflict || error instanceof DocumentBusy)
    return new AdminProblem('config-conflict', error.message, {}, reasonOf(error))
  if (error instanceof SaveError) return new AdminProblem('save-failed', error.message, {}, reasonOf(error))
  if (error instanceof TokenEditError) return tokenProblem(error)
  if (error instanceof HTTPException) return fromHono(error)
  if (isUnreadableValue(error)) return badRequest({ code: 'value-unreadable', params: {} })
  if (isClientGone(error)) return badRequest({ code: 'request-cut-off', params: {} })
  return new Problem('internal', 'CLP failed on this request; the log says more', { cause: error })
}

/** The answer a problem is told as. */
export const errorAnswer = (problem: Problem): ApiError => ({
  error: {
    code: problem.code,
    message: problem.message,
    ...reasonOf(problem),
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
const editProblem = (error: EditError): AdminProblem => {
  const { kind, message } = error
  return kind === 'unknown'
    ? new AdminProblem('not-found', message, {}, reasonOf(error))
    : new AdminProblem('bad-request', message, kind === 'taken' ? { field: 'name' } : {}, reasonOf(error))
}

const tokenProblem = (error: TokenEditError): AdminProblem =>
  error.kind === 'unknown'
    ? new AdminProblem('not-found', error.message, {}, reasonOf(error))
    : new AdminProblem('bad-request', error.message, { field: 'name' }, reasonOf(error))

/** Hono throws for bodies that are no JSON and for other content types. */
const fromHono = (error: HTTPException): Problem => {
  if (error.status === 413) return new Problem('body-too-large', 'The request body is too large')
  return new Problem('bad-request', error.message || 'The request cannot be read', { status: error.status })
}

const retryAfter = ({ headers }: Problem): { readonly retryAfterSeconds?: number } => {
  const at = headers.indexOf('retry-after')
  return at < 0 ? {} : { retryAfterSeconds: Number(headers[at + 1]) }
}

/**
 * Errors of upstreams. One reader for all: relays write errors in each other's form. The upstream's own text is kept whole, since
 * clients match its wording.
 */
import { type Json, type JsonObject, readJson, writeJson } from '../../../codec/json/exact-json.ts'
import { listOf, numberOf, objectOf, objectsOf, textOf, wordOf } from '../fields.ts'
import { LOOKED_AT, type ProblemKind, type UpstreamProblem } from '../problem.ts'

/** An answer whose status says that it failed. `upstream`: its name, for answers that say nothing. */
export const readProblem = (status: number, body: string, upstream: string): UpstreamProblem => {
  const value = readJson(body.trim())
  const error = value === undefined ? undefined : errorIn(value)
  const message = error === undefined ? undefined : messageOf(error)
  if (error === undefined || message === undefined) {
    return problemOf(status, `Upstream "${upstream}" answered ${status} without a readable error`, {})
  }
  return problemOf(status, message, error)
}

/** An error inside an answer that began well: its status is what its words amount to. */
export const problemInside = (value: Json): UpstreamProblem => {
  const error = errorIn(value) ?? {}
  const message = messageOf(error) ?? 'The upstream failed without saying why'
  return problemOf(statusOf(error, message), message, error)
}

/** An answer that ended without saying that it did. */
export const brokenOff = (message = 'The upstream broke off before its answer was complete'): UpstreamProblem => ({
  kind: 'server',
  status: 502,
  message,
  broken: true,
})

/** A call that nobody could run. */
export const namelessCall = (): UpstreamProblem => brokenOff('The upstream called a tool without naming it')

/** The object that tells of the error, in any of the forms in use. */
const errorIn = (value: Json): JsonObject | undefined => {
  const first = objectOf(listOf(value)[0]) ?? objectOf(value)
  if (first === undefined) return typeof value === 'string' ? { message: value } : undefined
  const error = first['error'] ?? objectOf(first['response'])?.['error']
  if (typeof error === 'string') return { message: error, code: first['code'] }
  const inner = objectOf(error) ?? objectOf(listOf(error)[0]) ?? objectsOf(first['errors'])[0]
  return inner ?? first
}

const messageOf = (error: JsonObject): string | undefined => {
  const said =
    wordOf(error['message']) ?? wordOf(error['detail']) ?? structured(error['detail']) ?? wordOf(error['msg'])
  const inner = wordOf(objectOf(error['metadata'])?.['raw'])
  if (said === undefined) return inner
  return inner === undefined || said.includes(inner) ? said : `${said}\n${inner}`
}

/** Details as a list of what is wrong, as FastAPI writes them. */
const structured = (detail: Json | undefined): string | undefined =>
  objectOf(detail) !== undefined || listOf(detail).length > 0 ? writeJson(detail) : undefined

const problemOf = (status: number, message: string, error: JsonObject): UpstreamProblem => {
  const code = wordOf(error['code']) ?? wordOf(error['type']) ?? wordOf(error['status'])
  const words = [error['code'], error['type'], error['status'], message]
    .filter((word) => typeof word === 'string')
    .join(' ')
    .slice(0, LOOKED_AT)
  return {
    kind: kindOf(status, words),
    status,
    message,
    code,
    parameter: wordOf(error['param']),
    retryAfter: waitOf(error, message.slice(0, LOOKED_AT)),
  }
}

const CONTEXT =
  /context_length_exceeded|model_context_window_exceeded|maximum context length|context window|prompt is too long|input token count.*exceeds|exceeds the available context size|too many tokens|exceed(s)? (the )?context limit|max_tokens must be at least 1, got -/i

const BILLING = /insufficient_quota|insufficient[ _]balance|billing_error|exceeded your current quota|credit balance/i

/** Whether a text says that the conversation is too long. */
const isContext = (status: number, words: string): boolean =>
  [400, 413, 422, 500, 502].includes(status) && CONTEXT.test(words)

const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid',
  401: 'auth',
  402: 'billing',
  403: 'permission',
  404: 'not-found',
  408: 'timeout',
  413: 'too-large',
  422: 'invalid',
  429: 'rate',
  503: 'overload',
  504: 'timeout',
  529: 'overload',
}

const kindOf = (status: number, words: string): ProblemKind => {
  if (isContext(status, words)) return 'context'
  if (status === 429 && BILLING.test(words)) return 'billing'
  if (status >= 500 && /overloaded/i.test(words)) return 'overload'
  return KINDS[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'server')
}

/** What errors are called, and the status that means. */
const STATUSES: readonly (readonly [RegExp, number])[] = [
  [/context_length_exceeded|invalid_request_error|INVALID_ARGUMENT|invalid_prompt|FAILED_PRECONDITION/, 400],
  [/authentication_error|UNAUTHENTICATED|invalid_api_key/, 401],
  [/billing_error/, 402],
  [/permission_error|PERMISSION_DENIED/, 403],
  [/not_found_error|NOT_FOUND|model_not_found/, 404],
  [/request_too_large/, 413],
  [/rate_limit|insufficient_quota|RESOURCE_EXHAUSTED|usage_limit_reached/, 429],
  [/server_is_overloaded|slow_down|UNAVAILABLE/, 503],
  [/overloaded/i, 529],
  [/timeout_error|DEADLINE_EXCEEDED/, 504],
  [/api_error|server_error|INTERNAL/, 500],
]

const statusOf = (error: JsonObject, message: string): number => {
  const number = numberOf(error['code']) ?? Number(textOf(error['code']) ?? Number.NaN)
  if (number >= 400 && number < 600) return number
  const words = [error['code'], error['type'], error['status']].filter((word) => typeof word === 'string').join(' ')
  const named = STATUSES.find(([pattern]) => pattern.test(words))?.[1]
  if (named !== undefined) return named
  const start = message.slice(0, LOOKED_AT)
  return CONTEXT.test(start) ? 400 : /overloaded/i.test(start) ? 529 : 502
}

const IN_TEXT = /try again in (?:(\d+)m)?\s*([\d.]+)\s*(ms|s\b|sec|m\b|min)/i

/** Seconds to wait, as the upstream itself says them: Google's RetryInfo, or words. */
const waitOf = (error: JsonObject, message: string): number | undefined => {
  const delays = objectsOf(error['details']).map(
    (detail) => /^([\d.]+)s$/.exec(textOf(detail['retryDelay']) ?? '')?.[1],
  )
  const delay = delays.find((seconds) => seconds !== undefined)
  if (delay !== undefined) return Math.ceil(Number(delay))
  const said = IN_TEXT.exec(message)
  if (said === null) return undefined
  const amount = Number(said[2])
  const unit = said[3]?.toLowerCase() ?? 's'
  const seconds = unit === 'ms' ? amount / 1000 : unit.startsWith('m') ? amount * 60 : amount
  return Number.isFinite(seconds) ? Math.ceil(Number(said[1] ?? 0) * 60 + seconds) : undefined
}

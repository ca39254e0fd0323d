/** How OpenAI's APIs tell of problems: https://platform.openai.com/docs/guides/error-codes */
import { type ProblemKind, statusFor, type UpstreamProblem } from '../canonical/problem.ts'

export const PROBLEM_TYPES: Readonly<Record<ProblemKind, string>> = {
  invalid: 'invalid_request_error',
  context: 'invalid_request_error',
  auth: 'authentication_error',
  billing: 'insufficient_quota',
  permission: 'permission_error',
  'not-found': 'invalid_request_error',
  'too-large': 'invalid_request_error',
  rate: 'rate_limit_error',
  server: 'server_error',
  overload: 'server_error',
  timeout: 'server_error',
}

/** Kinds that clients know by a code; others have the upstream's own. */
export const PROBLEM_CODES: Partial<Record<ProblemKind, string>> = {
  context: 'context_length_exceeded',
  billing: 'insufficient_quota',
  rate: 'rate_limit_exceeded',
  overload: 'server_is_overloaded',
}

/** An overload is 503, whatever number the upstream has for it. */
export const openAiStatus = (problem: UpstreamProblem): number =>
  problem.kind === 'overload' ? 503 : statusFor(problem)

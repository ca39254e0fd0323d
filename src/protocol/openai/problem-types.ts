/** How OpenAI's APIs name the kinds of problems: https://platform.openai.com/docs/guides/error-codes */
import type { ProblemKind } from '../canonical/problem.ts'

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

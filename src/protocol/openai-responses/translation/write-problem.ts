/** Problems as a client of OpenAI Responses is told them: https://platform.openai.com/docs/guides/error-codes */
import type { ProblemKind, UpstreamProblem } from '../../canonical/problem.ts'
import type { ProblemWriter } from '../../canonical/problem-writer.ts'
import { PROBLEM_TYPES } from '../../openai/problem-types.ts'

const CODES: Partial<Record<ProblemKind, string>> = {
  context: 'context_length_exceeded',
  billing: 'insufficient_quota',
  rate: 'rate_limit_exceeded',
  overload: 'server_is_overloaded',
}

export const writeResponsesProblem: ProblemWriter = (problem) => ({
  status: statusFor(problem),
  body: {
    error: { message: problem.message, type: PROBLEM_TYPES[problem.kind], param: null, code: codeOf(problem) ?? null },
  },
})

/** The error of a response that failed, in the words by which Codex knows what to do. */
export const failure = (problem: UpstreamProblem): Readonly<Record<string, unknown>> => ({
  code: codeOf(problem) ?? 'server_error',
  message: waitingMessage(problem),
})

const codeOf = ({ kind, code, status }: UpstreamProblem): string | undefined =>
  CODES[kind] ?? code ?? (status >= 500 ? 'server_error' : undefined)

const waitingMessage = ({ kind, message, retryAfter }: UpstreamProblem): string =>
  kind === 'rate' && retryAfter !== undefined && !/try again in/i.test(message)
    ? `${message} Please try again in ${retryAfter}s.`
    : message

const statusFor = ({ kind, status }: UpstreamProblem): number => {
  if (kind === 'context' || status === 422) return 400
  if (kind === 'overload') return 503
  return kind === 'server' && status < 500 ? 502 : status
}

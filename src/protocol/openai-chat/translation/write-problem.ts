/** Problems as a client of OpenAI's APIs is told them: https://platform.openai.com/docs/guides/error-codes */
import type { ProblemKind, UpstreamProblem } from '../../canonical/problem.ts'
import type { ProblemWriter } from '../../canonical/problem-writer.ts'
import { PROBLEM_TYPES } from '../../openai/problem-types.ts'

const CODES: Partial<Record<ProblemKind, string>> = {
  context: 'context_length_exceeded',
  billing: 'insufficient_quota',
  'not-found': 'model_not_found',
  rate: 'rate_limit_exceeded',
  overload: 'server_is_overloaded',
}

export const writeChatProblem: ProblemWriter = (problem) => ({
  status: statusFor(problem),
  body: { error: errorObject(problem) },
})

export const errorObject = (problem: UpstreamProblem): Readonly<Record<string, unknown>> => ({
  message: problem.message,
  type: PROBLEM_TYPES[problem.kind],
  param: null,
  code: CODES[problem.kind] ?? problem.code ?? null,
})

const statusFor = ({ kind, status }: UpstreamProblem): number => {
  if (kind === 'context' || status === 422) return 400
  if (kind === 'overload') return 503
  return kind === 'server' && status < 500 ? 502 : status
}

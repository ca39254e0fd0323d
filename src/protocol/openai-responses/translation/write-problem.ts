/** Problems as a client of OpenAI Responses is told them: https://platform.openai.com/docs/guides/error-codes */
import type { UpstreamProblem } from '../../canonical/problem.ts'
import type { ProblemWriter } from '../../canonical/problem-writer.ts'
import { openAiStatus, PROBLEM_CODES, PROBLEM_TYPES } from '../../openai/problem-types.ts'

export const writeResponsesProblem: ProblemWriter = (problem) => ({
  status: openAiStatus(problem),
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
  PROBLEM_CODES[kind] ?? code ?? (status >= 500 ? 'server_error' : undefined)

const waitingMessage = ({ kind, message, retryAfter }: UpstreamProblem): string =>
  kind === 'rate' && retryAfter !== undefined && !/try again in/i.test(message)
    ? `${message} Please try again in ${retryAfter}s.`
    : message

/** Problems as a client of OpenAI's APIs is told them: https://platform.openai.com/docs/guides/error-codes */
import type { UpstreamProblem } from '../../canonical/problem.ts'
import type { ProblemWriter } from '../../canonical/problem-writer.ts'
import { openAiStatus, PROBLEM_CODES, PROBLEM_TYPES } from '../../openai/problem-types.ts'

export const writeChatProblem: ProblemWriter = (problem) => ({
  status: openAiStatus(problem),
  body: { error: errorObject(problem) },
})

export const errorObject = (problem: UpstreamProblem): Readonly<Record<string, unknown>> => ({
  message: problem.message,
  type: PROBLEM_TYPES[problem.kind],
  param: null,
  code: codeOf(problem) ?? null,
})

const codeOf = ({ kind, code }: UpstreamProblem): string | undefined =>
  kind === 'not-found' ? 'model_not_found' : (PROBLEM_CODES[kind] ?? code)

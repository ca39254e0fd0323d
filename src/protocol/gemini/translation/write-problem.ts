/** Problems as a client of Gemini is told them: https://cloud.google.com/apis/design/errors */
import type { ProblemKind, UpstreamProblem } from '../../canonical/problem.ts'
import type { ProblemWriter } from '../../canonical/problem-writer.ts'

const FORMS: Readonly<Record<ProblemKind, readonly [number, string]>> = {
  invalid: [400, 'INVALID_ARGUMENT'],
  context: [400, 'INVALID_ARGUMENT'],
  auth: [401, 'UNAUTHENTICATED'],
  billing: [429, 'RESOURCE_EXHAUSTED'],
  permission: [403, 'PERMISSION_DENIED'],
  'not-found': [404, 'NOT_FOUND'],
  'too-large': [400, 'INVALID_ARGUMENT'],
  rate: [429, 'RESOURCE_EXHAUSTED'],
  server: [500, 'INTERNAL'],
  overload: [503, 'UNAVAILABLE'],
  timeout: [504, 'DEADLINE_EXCEEDED'],
}

export const writeGeminiProblem: ProblemWriter = (problem) => ({
  status: FORMS[problem.kind][0],
  body: { error: errorObject(problem) },
})

export const errorObject = ({ kind, message }: UpstreamProblem): Readonly<Record<string, unknown>> => {
  const [code, status] = FORMS[kind]
  return { code, message, status }
}

/** Problems as a client of Anthropic Messages is told them: https://docs.anthropic.com/en/api/errors */
import { contextLimits } from '../../canonical/answers/context-limits.ts'
import { REFUSES_DOCUMENTS, REFUSES_IMAGES } from '../../canonical/answers/refused-media.ts'
import { LOOKED_AT, type ProblemKind, statusFor, type UpstreamProblem } from '../../canonical/problem.ts'
import type { ProblemWriter } from '../../canonical/problem-writer.ts'

const TYPES: Readonly<Record<ProblemKind, string>> = {
  invalid: 'invalid_request_error',
  context: 'invalid_request_error',
  auth: 'authentication_error',
  billing: 'billing_error',
  permission: 'permission_error',
  'not-found': 'not_found_error',
  'too-large': 'request_too_large',
  rate: 'rate_limit_error',
  server: 'api_error',
  overload: 'overloaded_error',
  timeout: 'timeout_error',
}

export const writeMessagesProblem: ProblemWriter = (problem) => ({
  status: statusFor(problem),
  body: { type: 'error', error: errorObject(problem) },
})

export const errorObject = (problem: UpstreamProblem): Readonly<Record<string, unknown>> => ({
  type: TYPES[problem.kind],
  message: messageFor(problem),
})

const messageFor = ({ kind, message }: UpstreamProblem): string => {
  if (kind === 'context') return contextMessage(message)
  const refused =
    kind === 'invalid' ? CAPABILITIES.find(([pattern]) => pattern.test(message.slice(0, LOOKED_AT)))?.[1] : undefined
  return refused === undefined ? message : `capability_rejected: ${refused}`
}

/** What an upstream cannot take, by the class that Claude Code knows: it comes back without it. The class is the whole message. */
const CAPABILITIES: readonly (readonly [RegExp, string])[] = [
  [REFUSES_IMAGES, 'image_block'],
  [REFUSES_DOCUMENTS, 'document_block'],
]

/** Words by which Claude Code knows that it must make the conversation shorter, with the numbers it reads from them. */
const contextMessage = (message: string): string => {
  if (/^prompt is too long|^input length and `max_tokens` exceed/.test(message)) return message
  const { input, output, limit } = contextLimits(message)
  if (input !== undefined && output !== undefined && limit !== undefined) {
    return `input length and \`max_tokens\` exceed context limit: ${input} + ${output} > ${limit}\n${message}`
  }
  if (input === undefined || limit === undefined) return `prompt is too long\n${message}`
  return `prompt is too long: ${input} tokens > ${limit} maximum\n${message}`
}

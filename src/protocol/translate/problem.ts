/** A problem in the client's protocol: before the answer began, with a status; afterwards the stream itself tells it. */
import { writeJson } from '../../codec/json/exact-json.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import type { AnswerContext } from '../canonical/answer-sink.ts'
import type { UpstreamProblem } from '../canonical/problem.ts'
import { LANGUAGES } from './languages.ts'

export interface ProblemAnswer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: string
}

/** What a problem is told in: to a stream of Responses some can only be told as a stream. */
export interface ProblemPlace {
  readonly client: ProtocolId
  readonly streams: boolean
  readonly context: AnswerContext
}

export const writeProblem = (problem: UpstreamProblem, place: ProblemPlace): ProblemAnswer => {
  const wait = problem.retryAfter === undefined ? [] : ['retry-after', String(problem.retryAfter)]
  // Waiting does not fill an account.
  const headers = [...wait, ...(problem.kind === 'billing' ? ['x-should-retry', 'false'] : [])]
  if (place.client === 'responses' && place.streams && problem.kind === 'context') {
    return {
      status: 200,
      headers: ['content-type', 'text/event-stream', ...headers],
      body: failedStream(problem, place.context),
    }
  }
  const { status, body } = LANGUAGES[place.client].writeProblem(problem)
  return { status, headers: ['content-type', 'application/json', ...headers], body: writeJson(body) }
}

/** Codex makes the conversation shorter only when a stream tells it so. */
const failedStream = (problem: UpstreamProblem, context: AnswerContext): string => {
  const out: string[] = []
  const writer = LANGUAGES['responses'].openWriter(context, (text) => out.push(text))
  writer.begin()
  writer.fail(problem)
  return out.join('')
}

/** What an upstream refused, or failed in before its first word, as the client's protocol tells it. */
import { bytesSource } from '../../codec/bytes/byte-source.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { AttemptOutcome, RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import type { UpstreamProblem } from '../../protocol/canonical/problem.ts'
import { answerHeaders } from '../../protocol/translate/endpoint.ts'
import { type ProblemPlace, writeProblem } from '../../protocol/translate/problem.ts'

export interface ProblemReplyOptions {
  readonly problem: UpstreamProblem
  readonly place: ProblemPlace
  /** The upstream's answer, of which the headers count. */
  readonly reply: Reply
  /** How the attempt went, by the upstream's own status. */
  readonly outcome: AttemptOutcome
}

export const problemReply = ({ problem, place, reply, outcome }: ProblemReplyOptions): Reply => {
  const { status, headers, body } = writeProblem(problem, place)
  const contentType = headerValue(headers, 'content-type') ?? 'application/json'
  const bytes = Buffer.from(body, 'utf8')
  const { connectMs } = reply
  return {
    status,
    statusMessage: '',
    headers: [
      ...merged(answerHeaders(reply.headers, contentType), headers),
      'content-length',
      String(bytes.byteLength),
    ],
    body: bytesSource([bytes]),
    outcome,
    ...(connectMs === undefined ? {} : { connectMs }),
  }
}

/** What the upstream's headers say counts more than what was read out of its words. */
const merged = (first: RawHeaders, more: RawHeaders): RawHeaders => {
  const list = [...first]
  for (let index = 0; index + 1 < more.length; index += 2) {
    const [name, value] = [more[index] as string, more[index + 1] as string]
    if (headerValue(first, name) === undefined) list.push(name, value)
  }
  return list
}

/** The way back through the filters that work both ways: the plain bytes of the answer pass their pipes, the last filter's first. */
import type { Pipe } from '../../codec/bytes/pipe.ts'
import { through } from '../../codec/bytes/through.ts'
import { encodingsOf } from '../../codec/encoding/decode.ts'
import { headerList, withoutHeaders } from '../../codec/http/headers.ts'
import { problemFor } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Budgeted } from '../exchange/exchange.ts'

/** What a filter does to an answer. */
export interface ReplyStep {
  /** The filter's. */
  readonly id: string
  readonly pipe: Pipe
}

/** The request as it is sent when its answer must be readable: it asks for plain bytes. */
export const askingForPlain = (request: Budgeted): Budgeted => {
  const headers = withoutHeaders(request.head.headers, (name) => name === 'accept-encoding')
  return { ...request, head: { ...request.head, headers: [...headers, 'accept-encoding', 'identity'] } }
}

/** Headers about the bytes as the upstream sent them, which are not those that leave. */
const ABOUT_THE_BYTES: ReadonlySet<string> = new Set([
  'content-length',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
])

/**
 * `steps` are in the order of the shelf. Throws `Problem` `filter-failed` for an answer in an encoding nobody asked for: what a filter
 * cannot read it cannot let pass.
 */
export const filteredReply = (reply: Reply, request: Budgeted, steps: readonly ReplyStep[]): Reply => {
  const { body, view: _ofTheBytesBefore, ...rest } = reply
  const [first] = steps
  if (body === undefined || first === undefined) return reply
  if (encodingsOf(headerList(reply.headers, 'content-encoding') ?? '').length > 0) {
    body.cancel()
    const reason = { code: 'filter-threw', params: { filter: first.id, request: request.head.id } } as const
    throw problemFor('filter-failed', reason)
  }
  return {
    ...rest,
    headers: withoutHeaders(reply.headers, (name) => ABOUT_THE_BYTES.has(name)),
    body: steps.reduceRight((source, { pipe }) => through(source, pipe), body),
  }
}

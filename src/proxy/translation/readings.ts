/** What a client asked, in no protocol: read once for each request, whichever upstreams it is written for. */
import type { Body } from '../../codec/bytes/body.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { inSlices } from '../../codec/work/work.ts'
import type { Clock } from '../../contract/clock.ts'
import type { UpstreamProblem } from '../../protocol/canonical/problem.ts'
import { type ReadRequest, readRequest } from '../../protocol/translate/request.ts'
import type { Metered } from '../exchange/exchange.ts'
import { withPlainBody } from '../filters/plain-body.ts'
import { Untranslatable } from './untranslatable.ts'

/** `of` rejects with `Problem`: `bad-request` where it says what cannot be translated, those of decoding where it cannot be read. */
export interface Readings {
  readonly of: (request: Metered) => Promise<ReadRequest>
  /** Once an answer has begun nobody else will be asked, and a long conversation need not be held while it streams. */
  readonly forget: (request: Metered) => void
}

export const createReadings = (clock: Pick<Clock, 'elapsed'>): Readings => {
  const known = new WeakMap<Metered, Promise<ReadRequest>>()
  return {
    of: (request) => {
      const reading = known.get(request) ?? read(request, clock)
      known.set(request, reading)
      return reading
    },
    forget: (request) => {
      known.delete(request)
    },
  }
}

const read = async (request: Metered, clock: Pick<Clock, 'elapsed'>): Promise<ReadRequest> => {
  const { head, body } = await withPlainBody(request)
  const work = readRequest({
    protocol: head.protocol.id,
    path: head.path,
    query: head.query === '' ? '' : `?${head.query}`,
    header: (name) => headerValue(head.headers, name),
    body: textOf(body),
  })
  const result = await inSlices(work, clock)
  if (!result.ok) throw refusalOf(result.problem)
  return result.value
}

const textOf = (body: Body): string => {
  const text = body.joined().toString('utf8')
  body.forgetJoined()
  return text
}

/** What cannot be translated is the client's to change, unless another upstream speaks its language. */
export const refusalOf = ({ message }: UpstreamProblem): Untranslatable => new Untranslatable('bad-request', message)

/**
 * A request to an upstream of the client's own protocol, in a conversation that others have answered before: what CLP had the client carry
 * for them is taken out, for its server would take it for a broken signature. All other requests stay the very same object.
 */
import { chunksInclude } from '../../codec/bytes/chunk-search.ts'
import type { Clock } from '../../contract/clock.ts'
import { CARRIER_BYTES_MARK } from '../../protocol/canonical/carrier.ts'
import { stripCarriers } from '../../protocol/translate/strip-carriers.ts'
import type { Metered, Outgoing } from '../exchange/exchange.ts'
import { readInSlices } from '../exchange/read-in-slices.ts'
import { isEncoded, withPlainBody } from '../filters/plain-body.ts'
import { isForeign } from './foreign.ts'
import { noteLosses } from './notes.ts'

/**
 * Stands in every carrier and in hardly anything else: `{"p":"` in base64url behind `clp1.`, less the letters that occur in every text. A
 * search for it takes a tenth of the time that one for its beginning takes.
 */
const SIGN = Buffer.from('JwIjoi', 'latin1')
const SIGN_IN_BYTES = Buffer.from(CARRIER_BYTES_MARK, 'latin1')

export const withoutCarriers = (outgoing: Outgoing, clock: Pick<Clock, 'elapsed'>): Outgoing | Promise<Outgoing> => {
  const { attempt, body } = outgoing
  const { request } = attempt
  if (body.size === 0 || request.asked.operation === 'other') return outgoing
  if (isEncoded(request)) return mayHaveCarriers(request) ? decoded(outgoing, clock) : outgoing
  return isMarked(outgoing) ? stripped(outgoing, clock) : outgoing
}

/** Gemini's clients have them in fields of bytes, written in Base64 once more. */
const isMarked = ({ attempt, body }: Outgoing): boolean =>
  chunksInclude(body.chunks, SIGN) ||
  (attempt.request.head.protocol.id === 'gemini' && chunksInclude(body.chunks, SIGN_IN_BYTES))

/** Whether anybody else could have answered: a compressed body is not decoded for nothing. */
const mayHaveCarriers = ({ head }: Metered): boolean =>
  head.snapshot.pool(head.service.id).some((upstream) => isForeign(upstream, head))

const decoded = async (outgoing: Outgoing, clock: Pick<Clock, 'elapsed'>): Promise<Outgoing> => {
  const request = await withPlainBody({ ...outgoing.attempt.request, body: outgoing.body })
  return stripped({ ...outgoing, attempt: { ...outgoing.attempt, request }, body: request.body }, clock)
}

const stripped = async (outgoing: Outgoing, clock: Pick<Clock, 'elapsed'>): Promise<Outgoing> => {
  const { attempt, body } = outgoing
  const before = body.joined()
  body.forgetJoined()
  const { body: after, losses } = await readInSlices(
    body,
    stripCarriers(attempt.request.head.protocol.id, before),
    clock,
  )
  if (after === before) return outgoing
  noteLosses(attempt.trace, losses)
  return { ...outgoing, body: body.decodedAs(after) }
}

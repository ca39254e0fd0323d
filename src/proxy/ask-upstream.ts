/**
 * Asks one upstream on CLP's own behalf, by the last stages of the chain: no rules, no balancing, no record. The connection test is made
 * with it, so that it reaches an upstream exactly as requests do.
 */
import type { Clock } from '../contract/clock.ts'
import type { Upstream } from '../contract/upstream.ts'
import type { Reply } from '../edge/reply.ts'
import type { Meters } from '../store/meters/meters.ts'
import { arriveInternally, type InternalRequest } from './entrances/internal.ts'
import { AttemptTrace } from './exchange/attempt-trace.ts'
import { type Counted, markPassed, type Received } from './exchange/exchange.ts'
import { ExchangeTrace } from './exchange/exchange-trace.ts'
import { pipeline } from './exchange/handler.ts'
import type { Transport } from './exchange/transport.ts'
import { address } from './stages/address.ts'
import { send } from './stages/send.ts'
import { foreignTarget, isForeign } from './translation/foreign.ts'

export interface UpstreamQuestion extends Omit<InternalRequest, 'clock'> {
  readonly upstream: Upstream
}

/** Resolves with the head of the answer. Rejects with `TransportError`; of kind `abandoned` once `signal` was aborted. */
export type AskUpstream = (question: UpstreamQuestion) => Promise<Reply>

export interface AskUpstreamDeps {
  readonly clock: Clock
  readonly transport: Pick<Transport, 'send'>
  readonly meters?: Pick<Meters, 'answered'>
}

export const createAskUpstream = ({ clock, transport, meters }: AskUpstreamDeps): AskUpstream => {
  const chain = pipeline<Counted>()
    .use(address())
    .end(send({ transport, ...(meters === undefined ? {} : { meters }) }))
  return async ({ upstream, ...request }) => {
    const { head, incoming } = arriveInternally({ ...request, clock })
    const { id, service, method, path, query, address: from, startedAt } = head
    const seed = { id, service: service.id, method, path, query, address: from, startedAt, requestHeaders: [] }
    const body = await incoming.readBody(head.system.limits.requestBodyBytes)
    const trace = new ExchangeTrace(seed)
    const received = { head, body, trace, announce: () => undefined, client: NOBODY, spending: undefined }
    return await chain(outgoingOf(received, upstream))
  }
}

const NOBODY = { token: undefined }

/** As if all stages before had been passed: none of them has a say here. */
const outgoingOf = (received: Received, upstream: Upstream): Counted => {
  const { head, body } = received
  const asked = { operation: 'generate', model: undefined, session: undefined, streams: false } as const
  const afforded = markPassed('affordModel', { ...received, asked, pinned: undefined })
  const request = markPassed('tellLimits', markPassed('meter', markPassed('rewrite', afforded)))
  const trace = new AttemptTrace({ number: 1, upstream, reason: 'pinned', startedAt: head.startedAt })
  const outgoing = { attempt: { request, upstream, trace }, model: undefined, path: head.path, body }
  if (!isForeign(upstream, head.service)) return markPassed('count', markPassed('translate', outgoing))
  const method = head.method === 'GET' ? 'GET' : 'POST'
  const foreign = { method, target: foreignTarget(upstream.protocol, head.path), headers: head.headers } as const
  return markPassed('count', markPassed('translate', { ...outgoing, foreign }))
}

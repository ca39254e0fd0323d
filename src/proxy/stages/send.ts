/** The end of the chain: puts the request on the wire, and reads of each answer what it says of its upstream's limits. */
import { redactHeaders, redactTarget } from '../../codec/http/redact.ts'
import type { Meters } from '../../store/meters/meters.ts'
import type { Addressed } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import type { Transport } from '../exchange/transport.ts'

export interface SendDeps {
  readonly transport: Pick<Transport, 'send'>
  /** Absent where nobody keeps what upstreams say of their limits. */
  readonly meters?: Pick<Meters, 'answered'>
}

export const send =
  (deps: SendDeps): Handler<Addressed> =>
  async ({ outgoing, method, url, origin, target, headers }) => {
    const { attempt, body } = outgoing
    const { request, upstream, trace } = attempt
    const { system, signal } = request.head
    trace.sentTo = {
      url: `${origin}${redactTarget(target)}`,
      headers: redactHeaders(headers),
      body,
    }
    request.announce(trace)
    const { connectSeconds, responseHeadersSeconds, idleSeconds } = system.timeouts
    const reply = await deps.transport.send(
      { method, url, origin, target, headers, body, signal, upstream: upstream.name },
      { connectMs: connectSeconds * 1000, headersMs: responseHeadersSeconds * 1000, idleMs: idleSeconds * 1000 },
    )
    deps.meters?.answered(request.head.service.id, upstream.name, reply.headers)
    return reply
  }

/** The end of the chain: puts the request on the wire. */
import { redactHeaders, redactTarget } from '../../codec/http/redact.ts'
import type { Addressed } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import type { Transport } from '../exchange/transport.ts'

export const send =
  (deps: { readonly transport: Pick<Transport, 'send'> }): Handler<Addressed> =>
  ({ outgoing, method, url, origin, target, headers }) => {
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
    return deps.transport.send(
      { method, url, origin, target, headers, body, signal, upstream: upstream.name },
      { connectMs: connectSeconds * 1000, headersMs: responseHeadersSeconds * 1000, idleMs: idleSeconds * 1000 },
    )
  }

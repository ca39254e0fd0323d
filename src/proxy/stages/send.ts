/** The end of the chain: announces the exchange to the live view, then puts the request on the wire. */
import { redactHeaders, redactTarget } from '../../codec/http/redact.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Addressed } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import { announce } from '../observing/announce.ts'

export const send =
  (deps: ProxyDeps): Handler<Addressed> =>
  (request) => {
    const { trace } = request
    trace.channel = request.upstream.name
    trace.targetUrl = `${request.origin}${redactTarget(request.target)}`
    trace.sentHeaders = redactHeaders(request.outgoing)
    announce(deps, request, trace.sentHeaders)
    const { timeouts } = request.snapshot.get(systemDocument)
    return deps.transport.send(request, {
      connectMs: timeouts.connectSeconds * 1000,
      headersMs: timeouts.responseHeadersSeconds * 1000,
      idleMs: timeouts.idleSeconds * 1000,
    })
  }

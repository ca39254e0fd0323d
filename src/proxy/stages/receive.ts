/** Reads the body, once the request is known to be allowed. */
import type { Admitted, Received } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const receive = (): Layer<Admitted, Received> => (next) => async (input) => {
  const { head, incoming, trace, announce, client } = input
  const { requestBodyBytes, captureRequestBytes } = head.system.limits
  const body = await incoming.readBody(requestBodyBytes)
  trace.receive(body, captureRequestBytes)
  return await next({ head, trace, announce, client, body })
}

/** Reads the body, once the request is known to be allowed. The record gets it from `mask`, without secrets. */
import type { Admitted, Received } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const receive = (): Layer<Admitted, Received> => (next) => async (input) => {
  const { head, incoming, trace, announce, client } = input
  const body = await incoming.readBody(head.system.limits.requestBodyBytes)
  return await next({ head, trace, announce, client, body })
}

/** Reads the body, once the request is known to be allowed. The record gets it from `mask`, without secrets. */
import type { Affordable, Received } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const receive = (): Layer<Affordable, Received> => (next) => async (input) => {
  const { head, incoming, trace, announce, client, spending } = input
  const body = await incoming.readBody(head.system.limits.requestBodyBytes)
  return await next({ head, trace, announce, client, spending, body })
}

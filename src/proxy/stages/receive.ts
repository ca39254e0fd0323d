/** Arrived → Inbound: reads the body, once the request is known to be allowed. */
import { systemDocument } from '../../store/documents/system.ts'
import { type Arrived, type Inbound, withBody } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const receive = (): Layer<Arrived, Inbound> => (next) => async (input) => {
  const { limits } = input.snapshot.get(systemDocument)
  const body = await input.readBody(limits.requestBodyBytes)
  input.trace.receive(body, limits.captureRequestBytes)
  return await next(withBody(input, body))
}

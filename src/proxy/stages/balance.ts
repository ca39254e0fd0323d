/** Inbound → Outbound: chooses who answers, once per attempt. The order is the policy's, the consequences are the retry table's. */
import { balancingDocument } from '../../store/documents/balancing.ts'
import { createSessions } from '../attempts/conversations.ts'
import { failover } from '../attempts/failover.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Inbound, Outbound } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const balance = (deps: ProxyDeps): Layer<Inbound, Outbound> => {
  const sessions = createSessions()
  return (next) => (input) => {
    const settings = input.snapshot.get(balancingDocument)
    const pool = input.snapshot.pool(input.service.id)
    return failover({ deps, input, next, settings, options: settings.options, pool, sessions })
  }
}

/** Inbound → Outbound: chooses who answers, once per attempt. The order is the policy's, the consequences are the retry table's. */
import { balancingDocument } from '../../store/documents/balancing.ts'
import type { ProxyDeps } from '../deps.ts'
import type { Inbound, Outbound } from '../exchange.ts'
import { failover } from '../failover.ts'
import type { Layer } from '../handler.ts'
import { createSessions } from '../sessions.ts'

export const balance = (deps: ProxyDeps): Layer<Inbound, Outbound> => {
  const sessions = createSessions()
  return (next) => (input) => {
    const settings = input.snapshot.get(balancingDocument)
    const pool = input.snapshot.pool(input.service.id)
    return failover({ deps, input, next, settings, options: settings.options, pool, sessions })
  }
}

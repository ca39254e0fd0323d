/** Chooses who answers, once per attempt. The order is the policy's, the consequences are the retry table's. */
import { balancingDocument } from '../../store/documents/balancing.ts'
import { createConversations } from '../attempts/conversations.ts'
import { failover } from '../attempts/failover.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Attempt, Metered } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const balance = (deps: ProxyDeps): Layer<Metered, Attempt> => {
  const conversations = createConversations()
  return (next) => (request) => {
    const { snapshot, service } = request.head
    const settings = snapshot.get(balancingDocument)
    return failover({
      deps,
      request,
      next,
      settings,
      options: settings.options,
      pool: snapshot.pool(service.id),
      conversations,
    })
  }
}

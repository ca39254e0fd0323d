/** Chooses who answers, once per attempt. The order is the policy's, the consequences are the retry table's. */
import { balancingDocument } from '../../store/documents/balancing.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { createConversations } from '../attempts/conversations.ts'
import { failover } from '../attempts/failover.ts'
import type { FailoverContext } from '../attempts/failover-context.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Attempt, Limited } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { createRoutings } from '../routing/routing.ts'

export const balance = (deps: ProxyDeps): Layer<Limited, Attempt> => {
  const conversations = createConversations()
  const routings = createRoutings()
  return (next) => (request) => {
    const { snapshot, service } = request.head
    const modelAt: FailoverContext['modelAt'] = (upstream, instead = request.asked.model) =>
      instead === undefined
        ? undefined
        : (routings(snapshot.get(routingDocument), service.id).rewriteModel(instead, upstream.name)?.target ?? instead)
    const settings = snapshot.get(balancingDocument)
    return failover({
      deps,
      request,
      next,
      settings,
      options: settings.options,
      pool: snapshot.pool(service.id),
      conversations,
      modelAt,
    })
  }
}

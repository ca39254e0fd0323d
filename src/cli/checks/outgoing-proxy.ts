/** Says of every upstream by which outgoing proxy it is reached, where the variables of this shell name one. */
import { readOutgoingProxies, withoutUser } from '../../proxy/transports/outgoing-proxy.ts'
import { defineCheck } from './check.ts'

export const outgoingProxy = defineCheck('outgoing-proxy', ({ cli, upstreams }, found) => {
  const { proxyFor, named, unreadable } = readOutgoingProxies(cli.environment)
  if (!named) return []
  const ways = upstreams.map(({ name: upstream, service, baseUrl }) => {
    const proxy = proxyFor(new URL(baseUrl))
    if (proxy === undefined) return found('info', 'direct', { upstream, service })
    const { url, variable } = proxy
    return found('info', 'used', { upstream, service, variable, proxy: withoutUser(url.href) })
  })
  return [...unreadable.map((entry) => found('warning', 'unreadable', { entry })), ...ways]
})

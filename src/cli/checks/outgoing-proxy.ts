/** Says of every upstream by which outgoing proxy it is reached, where the variables of this shell name one. */
import { type OutgoingProxies, ProxyAddressError, readOutgoingProxies } from '../../proxy/transports/outgoing-proxy.ts'
import { defineCheck } from './check.ts'

export const outgoingProxy = defineCheck('outgoing-proxy', ({ cli, upstreams }, found) => {
  const proxies = read(cli.environment)
  if (typeof proxies === 'string') return [found('error', 'unusable', { variable: proxies })]
  const { proxyFor, named, unreadable } = proxies
  if (!named) return []
  const ways = upstreams.map(({ name: upstream, service, baseUrl }) => {
    const proxy = proxyFor(new URL(baseUrl))
    if (proxy === undefined) return found('info', 'direct', { upstream, service })
    const { url, variable } = proxy
    return found('info', 'used', { upstream, service, variable, proxy: `${url.protocol}//${url.host}` })
  })
  return [...unreadable.map((entry) => found('warning', 'unreadable', { entry })), ...ways]
})

/** The variable whose value is no address, where there is one: its value may hold a password. */
const read = (environment: Parameters<typeof readOutgoingProxies>[0]): OutgoingProxies | string => {
  try {
    return readOutgoingProxies(environment)
  } catch (error) {
    if (error instanceof ProxyAddressError) return error.variable
    throw error
  }
}

/** Connection pools to upstreams: kept alive, without a limit that lets silent upstreams block the rest, by way of HTTP_PROXY and its kin. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { getProxyForUrl } from 'proxy-from-env'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Egress } from './egress.ts'

export interface Agents {
  /** How a target is reached: its pool, and the outgoing proxy that stands in between. */
  readonly egressTo: (url: URL) => Egress
  readonly close: () => void
}

const POOL = {
  keepAlive: true,
  // The warmest connection first; the others may go idle and close.
  scheduling: 'lifo',
  maxSockets: Number.POSITIVE_INFINITY,
  maxFreeSockets: 256,
  // Idle connections are dropped before most servers drop them; a `keep-alive: timeout=` from the server shortens it further.
  timeout: 30_000,
} as const

/** Reads the proxy variables (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, either case) from the environment. */
export const createAgents = async (environment: Readonly<Record<string, string | undefined>>): Promise<Agents> => {
  const createTunnels = namesProxy(environment) ? (await import('./tunnels.ts')).createTunnels : undefined
  const plain = new HttpAgent(POOL)
  const secure = new HttpsAgent(POOL)
  const tunnels = new Map<string, HttpAgent>()
  /** By the object: addresses of upstreams live as long as their document, and asking a URL for its origin makes a string each time. */
  const chosen = new WeakMap<URL, Egress>()

  const choose = (url: URL): Egress => {
    const proxy = getProxyForUrl(url.href)
    if (proxy === '') return { agent: url.protocol === 'https:' ? secure : plain }
    if (url.protocol === 'https:' || proxy.startsWith('socks')) return { agent: tunnelThrough(proxy) }
    const place = new URL(proxy)
    return {
      agent: place.protocol === 'https:' ? secure : plain,
      proxy: { url: place, headers: proxyAuthorization(place) },
    }
  }

  const tunnelThrough = (proxy: string): HttpAgent => {
    const known = tunnels.get(proxy) ?? createTunnels?.(proxy, POOL)
    if (known === undefined) throw new Error(`Cannot reach the proxy "${proxy}": it was named after CLP had started`)
    tunnels.set(proxy, known)
    return known
  }

  return {
    egressTo: (url) => {
      const known = chosen.get(url)
      if (known !== undefined) return known
      const way = choose(url)
      chosen.set(url, way)
      return way
    },
    close: () => {
      for (const agent of [plain, secure, ...tunnels.values()]) agent.destroy()
    },
  }
}

/** Whether a proxy may have to be passed: only then what tunnels are dug with is loaded, 200 KB of libraries. */
const namesProxy = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  Object.entries(environment).some(([name, value]) => value !== '' && /^(?:https?|all)_proxy$/i.test(name))

/** Name and password of the proxy's address, as it wants to be shown them (RFC 7617). */
const proxyAuthorization = ({ username, password }: URL): RawHeaders => {
  if (username === '' && password === '') return []
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return ['Proxy-Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]
}

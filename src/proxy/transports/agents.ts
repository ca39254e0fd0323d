/** Connection pools to upstreams, directly or through an outgoing proxy: kept alive, without a limit by which silent upstreams would block others. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Egress } from './egress.ts'
import { closeWhenSpoken } from './idle-connections.ts'
import { readOutgoingProxies } from './outgoing-proxy.ts'

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

/** `environment` names the outgoing proxies (see `outgoing-proxy.ts`). Throws when one of them cannot be used. */
export const createAgents = async (environment: Readonly<Record<string, string | undefined>>): Promise<Agents> => {
  const { proxyFor, named } = readOutgoingProxies(environment)
  const plain = closeWhenSpoken(new HttpAgent(POOL))
  const secure = closeWhenSpoken(new HttpsAgent(POOL))
  const tunnels = await openTunnels(named)
  /** By the object: addresses of upstreams live as long as their document, and asking a URL for its origin makes a string each time. */
  const chosen = new WeakMap<URL, Egress>()

  const choose = (url: URL): Egress => {
    const proxy = proxyFor(url)?.url
    if (proxy === undefined) return { agent: url.protocol === 'https:' ? secure : plain }
    if (url.protocol === 'https:' || proxy.protocol.startsWith('socks')) return { agent: tunnels.through(proxy) }
    const agent = proxy.protocol === 'https:' ? secure : plain
    return { agent, proxy: { url: proxy, headers: proxyAuthorization(proxy) } }
  }

  return {
    egressTo: (url) => {
      const known = chosen.get(url)
      if (known !== undefined) return known
      const egress = choose(url)
      chosen.set(url, egress)
      return egress
    },
    close: () => {
      for (const agent of [plain, secure, ...tunnels.all()]) agent.destroy()
    },
  }
}

interface Tunnels {
  readonly through: (proxy: URL) => HttpAgent
  readonly all: () => Iterable<HttpAgent>
}

/** One pool for each proxy. The libraries they need, 200 KB, are loaded only where a proxy is `named`. */
const openTunnels = async (named: boolean): Promise<Tunnels> => {
  const pools = new Map<string, HttpAgent>()
  const all = (): Iterable<HttpAgent> => pools.values()
  if (!named) {
    const through = (): never => {
      throw new Error('Cannot tunnel where no proxy is named')
    }
    return { through, all }
  }
  const { createTunnels } = await import('./tunnels.ts')
  return {
    all,
    through: ({ href }) => {
      const pool = pools.get(href) ?? closeWhenSpoken(createTunnels(href, POOL))
      pools.set(href, pool)
      return pool
    },
  }
}

/** Name and password of the proxy's address, as it wants to be shown them (RFC 7617). */
const proxyAuthorization = ({ username, password }: URL): RawHeaders => {
  if (username === '' && password === '') return []
  const pair = `${decoded(username)}:${decoded(password)}`
  return ['Proxy-Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]
}

/** A percent sign that encodes nothing is meant as it stands. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

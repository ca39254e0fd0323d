/** Connection pools to upstreams: kept alive, without a limit that lets silent upstreams block the rest, by way of HTTP_PROXY and its kin. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { HttpProxyAgent } from 'http-proxy-agent'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { getProxyForUrl } from 'proxy-from-env'
import { SocksProxyAgent } from 'socks-proxy-agent'

export interface Agents {
  /** The pool for a target. */
  readonly agentFor: (url: URL) => HttpAgent
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
export const createAgents = (): Agents => {
  const plain = new HttpAgent(POOL)
  const secure = new HttpsAgent(POOL)
  const viaProxy = new Map<string, HttpAgent>()
  const chosen = new Map<string, HttpAgent>()

  const choose = (url: URL): HttpAgent => {
    const proxy = getProxyForUrl(url.href)
    if (proxy === '') return url.protocol === 'https:' ? secure : plain
    const key = `${url.protocol}${proxy}`
    const known = viaProxy.get(key) ?? proxyAgent(url, proxy)
    viaProxy.set(key, known)
    return known
  }

  return {
    agentFor: (url) => {
      const known = chosen.get(url.origin) ?? choose(url)
      chosen.set(url.origin, known)
      return known
    },
    close: () => {
      for (const agent of [plain, secure, ...viaProxy.values()]) agent.destroy()
    },
  }
}

const proxyAgent = (url: URL, proxy: string): HttpAgent => {
  if (proxy.startsWith('socks')) return new SocksProxyAgent(proxy, POOL)
  return url.protocol === 'https:' ? new HttpsProxyAgent(proxy, POOL) : new HttpProxyAgent(proxy, POOL)
}

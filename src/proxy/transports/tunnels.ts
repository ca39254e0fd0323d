/**
 * Pools of tunnels through an outgoing proxy. The libraries open one without an eye on the request that waits, and Node knows no socket of
 * such a request yet: to end it would end nothing, neither the opening nor the waiting.
 */
import type { Agent, AgentOptions, ClientRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { SocksProxyAgent } from 'socks-proxy-agent'

/** Tunnels through the proxy at this address: `http:`, `https:` or one of the `socks` kinds. */
export const createTunnels = (proxy: string, pool: AgentOptions): Agent =>
  proxy.startsWith('socks') ? new SocksTunnels(proxy, pool) : new ConnectTunnels(proxy, pool)

type Options = Parameters<HttpsProxyAgent<string>['connect']>[1]

class ConnectTunnels extends HttpsProxyAgent<string> {
  override connect(request: ClientRequest, options: Options): Promise<Socket> {
    return whileWanted(request, (gone) => {
      const { connectOpts, proxy } = this
      // Only a plain connection takes a signal; an encrypted one can be laid over one that did.
      const closable =
        proxy.protocol === 'https:'
          ? { socket: quiet(connect({ host: connectOpts.host ?? '', port: connectOpts.port, signal: gone })) }
          : { signal: gone }
      const opener = Object.create(this, { connectOpts: { value: { ...connectOpts, ...closable } } })
      return super.connect.call(opener, request, options)
    })
  }
}

/** One that is given up is closed by the library's own time-out of 30 s. */
class SocksTunnels extends SocksProxyAgent {
  constructor(proxy: string, pool: AgentOptions) {
    super(proxy, pool)
    // It would end every tunnel that is silent for as long as idle connections are kept: models think for longer.
    this.timeout = null
  }

  override connect(request: ClientRequest, options: Options): Promise<Socket> {
    return whileWanted(request, () => super.connect(request, options))
  }
}

/** Opens a tunnel unless the request is destroyed first: rejects then, at once, and closes what is there or still comes. */
const whileWanted = (request: ClientRequest, open: (gone: AbortSignal) => Promise<Socket>): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const gone = new AbortController()
    const giveUp = (reason = new Error('The request no longer waits for its tunnel')): void => {
      gone.abort()
      reject(reason)
    }
    if (request.destroyed) {
      giveUp()
      return
    }
    // Without a socket, Node tells nobody that a request was destroyed.
    request.destroy = (error) => {
      giveUp(error)
      return Object.getPrototypeOf(request).destroy.call(request, error)
    }
    open(gone.signal).then((socket) => {
      Reflect.deleteProperty(request, 'destroy')
      if (gone.signal.aborted) quiet(socket).destroy()
      else resolve(socket)
    }, reject)
  })

/** A socket whose end is known already. */
const quiet = (socket: Socket): Socket => socket.on('error', () => undefined)

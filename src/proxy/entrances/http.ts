/** The entrance of a proxy port: turns what node's server hands over into a request of the chain, and writes the reply back. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { statusOf } from '../../contract/problem.ts'
import { Problem, problemFor, problemReply } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import { targetFault } from '../../edge/request-target.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Arrived } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import type { ClientService } from '../exchange/service.ts'
import { arrive } from './arrive.ts'
import { deliver } from './deliver.ts'

export interface ServeOptions {
  readonly service: ClientService
  readonly config: Pick<ConfigStore, 'snapshot'>
  readonly deps: Pick<ProxyDeps, 'clock' | 'log'>
  readonly chain: Handler<Arrived>
  /** Address of the client: the peer, or the one a trusted proxy named. */
  readonly addressOf: (request: IncomingMessage) => string
}

/** `upgrade`: the client asks for another protocol, which is refused at once: Codex then goes on over HTTP without a warning. */
export type Serve = (request: IncomingMessage, response: ServerResponse, asked?: { readonly upgrade: boolean }) => void

export const createServe = (options: ServeOptions): Serve => {
  const { service, config, deps, chain } = options
  return (request, response, { upgrade } = { upgrade: false }) => {
    const arrived = arrive(request, response, {
      service,
      snapshot: config.snapshot(),
      clock: deps.clock,
      address: options.addressOf(request),
      refused: upgrade ? upgradeRequired() : ambiguousTarget(request.url ?? '/'),
    })
    chain(arrived)
      .then((reply) => give(reply, response))
      .catch((error: unknown) => lastResort(options, arrived, { error, response }))
  }
}

/** A reply that cannot be written leaves nothing behind. */
const give = (reply: Reply, response: ServerResponse): void => {
  try {
    deliver(reply, response)
  } catch (error) {
    reply.body?.cancel()
    throw error
  }
}

/** RFC 9110 §15.5.22: a 426 must say which protocol would do. */
const upgradeRequired = (): Problem =>
  new Problem('upgrade-required', 'WebSocket is not proxied here; use plain HTTP', {
    headers: ['upgrade', 'HTTP/1.1', 'connection', 'close, upgrade'],
    // No failed request: the client goes on as it should.
    outcome: { kind: 'delivered', status: statusOf('upgrade-required') },
  })

/** A path that servers read in different ways is none that a rule could be held against. */
const ambiguousTarget = (target: string): Problem | undefined => {
  const fault = targetFault(target)
  if (fault === undefined) return undefined
  const reason = { code: `target-${fault}`, params: {} } as const
  // RFC 9110 section 15.5.15.
  return problemFor('bad-request', reason, fault === 'long' ? { status: 414 } : {})
}

interface Failure {
  readonly error: unknown
  readonly response: ServerResponse
}

/** Only a client that left, or a failure while answering a failure, comes here. */
const lastResort = ({ deps, service }: ServeOptions, { head }: Arrived, { error, response }: Failure): void => {
  if (head.signal.aborted || response.headersSent) {
    response.destroy()
    return
  }
  deps.log.error(service.id, `Cannot answer request ${head.id}`, error)
  deliver(
    problemReply(service.protocol.errors, new Problem('internal', 'CLP failed on this request'), head.id),
    response,
  )
}

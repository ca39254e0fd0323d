/** What a proxy port does with a request: local paths, then the chain, then the reply on its way. One failure stays one failure. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ConfigStore } from '../store/config.ts'
import { systemDocument } from '../store/documents/system.ts'
import { arrive } from './arrive.ts'
import { deliver } from './deliver.ts'
import type { ProxyDeps } from './deps.ts'
import type { Arrived } from './exchange.ts'
import type { Handler, Reply } from './handler.ts'
import { localReply } from './local.ts'
import { Problem, problemReply } from './problem.ts'
import type { Service } from './service.ts'
import { observe } from './stages/observe.ts'

export interface ServeOptions {
  readonly service: Service
  readonly config: ConfigStore
  readonly deps: ProxyDeps
  readonly chain: Handler<Arrived>
  /** Address of the client: the peer, or the one a trusted proxy named. */
  readonly addressOf: (request: IncomingMessage) => string
}

export type Serve = (request: IncomingMessage, response: ServerResponse) => void

export const createServe = (options: ServeOptions): Serve => {
  const { service, config, deps, chain } = options
  const recordLocal = observe(deps)
  return (request, response) => {
    const snapshot = config.snapshot()
    const arrived = arrive(request, response, {
      service,
      snapshot,
      clock: deps.clock,
      address: options.addressOf(request),
    })
    const local = localReply(service, arrived.path)
    if (local !== undefined && !snapshot.get(systemDocument).recordHealthChecks) {
      deliver(local, response)
      return
    }
    const answer = local === undefined ? chain : recordLocal(whitelisted(local))
    answer(arrived).then(
      (reply) => deliver(reply, response),
      (error: unknown) => lastResort(options, arrived, { error, response }),
    )
  }
}

const whitelisted =
  (reply: Reply): Handler<Arrived> =>
  async ({ trace }) => {
    trace.channel = 'whitelist'
    return reply
  }

interface Failure {
  readonly error: unknown
  readonly response: ServerResponse
}

/** Only a client that left, or a failure while answering a failure, comes here. */
const lastResort = ({ deps, service }: ServeOptions, arrived: Arrived, { error, response }: Failure): void => {
  if (arrived.signal.aborted || response.headersSent) {
    response.destroy()
    return
  }
  deps.log.error(service.id, `Cannot answer request ${arrived.id}`, error)
  deliver(problemReply(service, new Problem('internal', 'CLP failed on this request'), arrived.id), response)
}

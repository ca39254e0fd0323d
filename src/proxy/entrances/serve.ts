/** What a proxy port does with a request: the door, local paths, then the chain, then the reply on its way. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { withoutHeaders } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { CORS_HEADERS, decideOrigin, type OriginContext } from '../../edge/origin.ts'
import { Problem, problemReply } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Arrived } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import type { Service } from '../exchange/service.ts'
import { observe } from '../stages/observe.ts'
import { arrive } from './arrive.ts'
import { deliver } from './deliver.ts'
import { localReply } from './local.ts'

export interface ServeOptions {
  readonly service: Service
  readonly config: ConfigStore
  readonly deps: ProxyDeps
  readonly chain: Handler<Arrived>
  readonly origin: OriginContext
  /** Address of the client: the peer, or the one a trusted proxy named. */
  readonly addressOf: (request: IncomingMessage) => string
}

/** `upgrade`: the client asks for another protocol, which is refused at once: Codex then goes on over HTTP without a warning. */
export type Serve = (request: IncomingMessage, response: ServerResponse, asked?: { readonly upgrade: boolean }) => void

export const createServe = (options: ServeOptions): Serve => {
  const { service, config, deps } = options
  const handlerFor = createHandlers(options)
  return (request, response, { upgrade } = { upgrade: false }) => {
    const snapshot = config.snapshot()
    const address = options.addressOf(request)
    const arrived = arrive(request, response, { service, snapshot, clock: deps.clock, address })
    const door = decideOrigin(arrived.method, arrived.headers, options.origin)
    if (door.kind === 'preflight') {
      deliver(door.reply, response)
      return
    }
    const cors = door.kind === 'pass' ? door.headers : []
    const refused = door.kind === 'refuse' ? door.problem : upgrade ? upgradeRequired() : undefined
    handlerFor(
      arrived,
      refused,
    )(arrived)
      .then((reply) => give(withCors(reply, cors), response))
      .catch((error: unknown) => lastResort(options, arrived, { error, response }))
  }
}

/** Who answers: a refusal at the door, we ourselves on local paths, else the chain. */
const createHandlers = ({ service, deps, chain }: ServeOptions) => {
  const observed = observe(deps)
  return ({ path, snapshot }: Arrived, refused: Problem | undefined): Handler<Arrived> => {
    if (refused !== undefined) return observed(refusing(refused))
    const local = localReply(service, path)
    if (local === undefined) return chain
    return snapshot.get(systemDocument).recordHealthChecks ? observed(whitelisted(local)) : async () => local
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

/** Our own pages may read the answer; the upstream's view of that question is not asked. */
const withCors = (reply: Reply, cors: RawHeaders): Reply =>
  cors.length === 0
    ? reply
    : { ...reply, headers: [...withoutHeaders(reply.headers, (name) => CORS_HEADERS.has(name)), ...cors] }

/** RFC 9110 §15.5.22: a 426 must say which protocol would do. */
const upgradeRequired = (): Problem =>
  new Problem('upgrade-required', 'WebSocket is not proxied here; use plain HTTP', {
    headers: ['upgrade', 'HTTP/1.1', 'connection', 'close, upgrade'],
  })

const refusing =
  (problem: Problem): Handler<Arrived> =>
  async ({ trace }) => {
    trace.channel = 'blocked'
    throw problem
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
  deliver(problemReply(service.dialect, new Problem('internal', 'CLP failed on this request'), arrived.id), response)
}

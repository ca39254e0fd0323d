/** Pins the upstream that a routing rule names for the model of a request. */
import type { Reply } from '../../edge/reply.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Routed, Understood } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { isEncoded, withPlainBody } from '../filters/plain-body.ts'
import { namedModel } from '../routing/named-model.ts'
import { createRoutings, type Routing } from '../routing/routing.ts'

type Deps = Pick<ProxyDeps, 'log' | 'clock'>

export const route = (deps: Deps): Layer<Understood, Routed> => {
  const routings = createRoutings()
  return (next) => (input) => {
    const routing = routings(input.head.snapshot.get(routingDocument), input.head.service.id)
    if (!routing.active) return next({ ...input, pinned: undefined })
    const go = (plain: Understood): Promise<Reply> => {
      const model = namedModel(deps, plain)
      return model instanceof Promise
        ? model.then((found) => next(routed(deps, { input: plain, routing, model: found })))
        : next(routed(deps, { input: plain, routing, model }))
    }
    return isEncoded(input) ? withPlainBody(input).then(go) : go(input)
  }
}

interface Found {
  readonly input: Understood
  readonly routing: Routing
  /** Undefined where the request names none. */
  readonly model: string | undefined
}

/** Upstreams whose absence the log was told of, by version of the rules. */
const told = new WeakMap<Routing, Set<string>>()

const firstTime = (routing: Routing, upstream: string): boolean => {
  const names = told.get(routing) ?? new Set()
  told.set(routing, names)
  return names.size < names.add(upstream).size
}

const routed = ({ log }: Deps, { input, routing, model }: Found): Routed => {
  const { service, snapshot } = input.head
  if (model === undefined) return { ...input, pinned: undefined }
  const pool = snapshot.pool(service.id)
  const { pin, missing } = routing.pin(model, pool)
  for (const name of missing) {
    if (!firstTime(routing, name)) continue
    log.warn(service.id, `A routing rule sends model "${model}" to "${name}", which is not there or disabled`)
  }
  const asked = model === input.asked.model ? input.asked : { ...input.asked, model }
  input.trace.asked = asked
  return { ...input, asked, pinned: pin === undefined ? undefined : { upstream: pin.upstream, fallback: pin.fallback } }
}

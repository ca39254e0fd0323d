/** Pins the upstream that a routing rule names for the model of a request. */
import { memberString } from '../../codec/json/json-member.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Routed, Understood } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { isEncoded, withPlainBody } from '../filters/plain-body.ts'
import { createRoutings, type Routing } from '../routing/routing.ts'

type Deps = Pick<ProxyDeps, 'log'>

export const route = (deps: Deps): Layer<Understood, Routed> => {
  const routings = createRoutings()
  return (next) => (input) => {
    const routing = routings(input.head.snapshot.get(routingDocument), input.head.service.id)
    if (!routing.active) return next({ ...input, pinned: undefined })
    if (!isEncoded(input)) return next(routed(deps, input, routing))
    return withPlainBody(input).then((plain) => next(routed(deps, plain, routing)))
  }
}

const routed = ({ log }: Deps, input: Understood, routing: Routing): Routed => {
  const { service, snapshot } = input.head
  const model = modelIn(input)
  if (model === undefined) return { ...input, pinned: undefined }
  const pool = snapshot.pool(service.id)
  for (const name of routing.missing(model, pool)) {
    log.warn(service.id, `A routing rule sends model "${model}" to "${name}", which is not there or disabled`)
  }
  const pin = routing.pin(model, pool)
  const asked = model === input.asked.model ? input.asked : { ...input.asked, model }
  input.trace.asked = asked
  return { ...input, asked, pinned: pin === undefined ? undefined : { upstream: pin.upstream, fallback: pin.fallback } }
}

/** Wherever it stands in the body: a rule must not be passed by. */
const modelIn = ({ head, body }: Understood): string | undefined => {
  const { inPath, member } = head.service.protocol.model
  const place = inPath(head.path)
  return place === undefined ? memberString(body, member) : head.path.slice(place.start, place.end)
}

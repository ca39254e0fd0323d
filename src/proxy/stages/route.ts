/** Learns which model and which conversation a request is about, and pins the upstream where a rule says so. */
import { Body } from '../../codec/bytes/body.ts'
import { decodeBody } from '../../codec/encoding/decode.ts'
import { headerValue } from '../../codec/http/headers.ts'
import { scanEdges } from '../../codec/json/json-edges.ts'
import { memberString } from '../../codec/json/json-member.ts'
import { readMember } from '../../codec/json/json-scan.ts'
import type { Reply } from '../../edge/reply.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Inbound } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { isEncoded, withPlainBody } from '../filters/plain-body.ts'
import { createRoutings, type Routing } from '../routing/routing.ts'

export const route = (deps: Pick<ProxyDeps, 'log'>): Layer<Inbound> => {
  const routings = createRoutings()
  return (next) => {
    const go = (input: Inbound, routing: Routing): Promise<Reply> => {
      learn(input)
      return next(routing.active ? routed(deps, input, routing) : input)
    }
    return (input) => {
      const routing = routings(input.snapshot.get(routingDocument), input.service.id)
      if (!routing.active || !isEncoded(input)) return go(input, routing)
      return withPlainBody(input).then((plain) => go(plain, routing))
    }
  }
}

const routed = ({ log }: Pick<ProxyDeps, 'log'>, input: Inbound, routing: Routing): Inbound => {
  const asked = modelIn(input)
  if (asked === undefined) return input
  input.trace.modelAsked = asked
  const pool = input.snapshot.pool(input.service.id)
  for (const name of routing.missing(asked, pool)) {
    log.warn(input.service.id, `A routing rule sends model "${asked}" to "${name}", which is not there or disabled`)
  }
  const pin = routing.pin(asked, pool)
  return pin === undefined ? input : { ...input, pinned: { upstream: pin.upstream, fallback: pin.fallback } }
}

const modelIn = ({ service, path, body }: Inbound): string | undefined => {
  const place = service.modelInPath?.(path)
  return place === undefined ? memberString(body, 'model') : path.slice(place.start, place.end)
}

/** For the record and the live view, at a cost that does not grow with the body. */
const learn = (input: Inbound): void => {
  const { headers, service, trace } = input
  const place = service.modelInPath?.(input.path)
  if (place !== undefined) trace.modelAsked = input.path.slice(place.start, place.end)
  trace.session ??= service.sessionHeaders.map((name) => headerValue(headers, name)).find(Boolean)
  if (!isEncoded(input)) learnFrom(input, input.body)
  else learnFromEncoded(input)
}

const learnFrom = ({ service, trace }: Inbound, body: Body): void => {
  const fields = trace.session === undefined ? service.sessionFields : []
  const wanted = ['model', ...fields.flatMap(([first]) => first ?? [])]
  const members = new Map(scanEdges(body, wanted).map((member) => [member.key, member]))
  const valueAt = ([first = '', ...rest]: readonly string[]): string | undefined => {
    const member = members.get(first)
    return member === undefined ? undefined : textAt(readMember(body, member), rest)
  }
  trace.modelAsked ??= valueAt(['model'])
  trace.session ??= fields.map(valueAt).find(Boolean)
}

const textAt = (value: unknown, path: readonly string[]): string | undefined => {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** Decoded bytes beyond this are not worth the time only to know a name. */
const GLANCE_BYTES = 4 * 1024 * 1024

/** No rule needs the bytes of this body, so it is sent as it came and read beside the path of the request. */
const learnFromEncoded = (input: Inbound): void => {
  const { body, headers } = input
  const encoding = headerValue(headers, 'content-encoding') ?? ''
  const hold = body.memory.retain()
  decodeBody(body.chunks, encoding, GLANCE_BYTES, { partial: true })
    .finally(hold.release)
    .then(
      (bytes) => learnFrom(input, Body.from(bytes)),
      // Whether these bytes are what their header says is for the upstream to judge.
      () => undefined,
    )
}

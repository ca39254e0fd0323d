/** Puts the model this upstream is to be asked for into the body, or the path: one value is spliced, every other byte stays. */
import type { Body, Edit } from '../../codec/bytes/body.ts'
import type { Work } from '../../codec/work/work.ts'
import type { Clock } from '../../contract/clock.ts'
import type { Reply } from '../../edge/reply.ts'
import type { Span } from '../../protocol/common/protocol.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Attempt, Outgoing } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { readInSlices } from '../exchange/read-in-slices.ts'
import { modelMembers } from '../routing/model-members.ts'
import { createRoutings, type ModelChange, type Routing } from '../routing/routing.ts'

export const rewriteModel = ({ clock }: Pick<ProxyDeps, 'clock'>): Layer<Attempt, Outgoing> => {
  const routings = createRoutings()
  return (next) => (attempt) => {
    const { head, asked, body } = attempt.request
    const { service, snapshot, path } = head
    const { model } = asked
    const change = changeOf(attempt, () => routings(snapshot.get(routingDocument), service.id))
    const asAsked = { attempt, model, path, body }
    const go = (outgoing: Outgoing): Promise<Reply> => {
      attempt.trace.model = outgoing.model
      return next(outgoing)
    }
    if (change === undefined || change.target === model) return go(asAsked)
    const outgoing = withOtherModel(asAsked, change, clock)
    return outgoing instanceof Promise ? outgoing.then(go) : go(outgoing)
  }
}

/** A budget may have named another model than the client; model mapping acts on either. */
const changeOf = ({ request, upstream, instead }: Attempt, routing: () => Routing): ModelChange | undefined => {
  const named = instead ?? request.spending?.instead.model
  const model = named ?? request.asked.model
  const mapped = model === undefined ? undefined : routing().rewriteModel(model, upstream.name)
  return mapped ?? (named === undefined ? undefined : { target: named, rule: 'budget' })
}

export interface WithModel {
  readonly body: Body
  readonly edits: readonly Edit[]
}

/** Replaces the model in all repetitions of the top-level `member` that names it: it does not matter which one a parser believes. */
export function* withModel(body: Body, member: string, model: string): Work<WithModel> {
  const inserted = Buffer.from(JSON.stringify(model), 'utf8')
  const members = yield* modelMembers(body, member)
  const edits = members.map(({ start, end }) => ({ offset: start, removed: end - start, inserted }))
  return { body: body.splice(edits), edits }
}

const withOtherModel = (outgoing: Outgoing, change: ModelChange, clock: Clock): Outgoing | Promise<Outgoing> => {
  const places = outgoing.attempt.request.head.protocol.model
  const place = places.inPath(outgoing.path)
  if (place !== undefined) return inPath(outgoing, place, change)
  const edited = readInSlices(outgoing.body, withModel(outgoing.body, places.member, change.target), clock)
  return edited instanceof Promise
    ? edited.then((later) => inBody(outgoing, later, change))
    : inBody(outgoing, edited, change)
}

const inPath = (outgoing: Outgoing, { start, end }: Span, { target, rule }: ModelChange): Outgoing => {
  const { attempt, path } = outgoing
  attempt.trace.changes.push({ by: 'route', rule, target: 'path' })
  return { ...outgoing, model: target, path: `${path.slice(0, start)}${encodeURIComponent(target)}${path.slice(end)}` }
}

const inBody = (outgoing: Outgoing, { body, edits }: WithModel, { target, rule }: ModelChange): Outgoing => {
  if (edits.length === 0) return outgoing
  for (const { offset, removed, inserted } of edits) {
    outgoing.attempt.trace.changes.push({
      by: 'route',
      rule,
      target: 'model',
      offset,
      removed,
      inserted: inserted.byteLength,
    })
  }
  return { ...outgoing, model: target, body }
}

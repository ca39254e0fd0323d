/** Puts the model this upstream is to be asked for into the body, or the path: one value is spliced, every other byte stays. */
import type { Body, Edit } from '../../codec/bytes/body.ts'
import { findMembers } from '../../codec/json/json-member.ts'
import type { Span } from '../../protocol/common/protocol.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { Attempt, Outgoing } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { createRoutings, type Remodel } from '../routing/routing.ts'

export const rewriteModel = (): Layer<Attempt, Outgoing> => {
  const routings = createRoutings()
  return (next) => (attempt) => {
    const { head, asked, body } = attempt.request
    const { service, snapshot, path } = head
    const { model } = asked
    const change =
      model === undefined
        ? undefined
        : routings(snapshot.get(routingDocument), service.id).remodel(model, attempt.upstream.name)
    const asAsked = { attempt, model, path, body }
    const outgoing = change === undefined || change.target === model ? asAsked : withOtherModel(asAsked, change)
    attempt.trace.model = outgoing.model
    return next(outgoing)
  }
}

/** Where the model stands is replaced, in all repetitions of the key: it does not matter which one a parser believes. */
export const withModel = (body: Body, model: string): { readonly body: Body; readonly edits: readonly Edit[] } => {
  const inserted = Buffer.from(JSON.stringify(model), 'utf8')
  const edits = findMembers(body, 'model').map(({ start, end }) => ({ offset: start, removed: end - start, inserted }))
  return { body: body.splice(edits), edits }
}

const withOtherModel = (outgoing: Outgoing, change: Remodel): Outgoing => {
  const place = outgoing.attempt.request.head.service.protocol.model.inPath(outgoing.path)
  return place === undefined ? inBody(outgoing, change) : inPath(outgoing, place, change)
}

const inPath = (outgoing: Outgoing, { start, end }: Span, { target, rule }: Remodel): Outgoing => {
  const { attempt, path } = outgoing
  attempt.trace.changes.push({ by: 'route', rule, target: 'path' })
  return { ...outgoing, model: target, path: `${path.slice(0, start)}${encodeURIComponent(target)}${path.slice(end)}` }
}

const inBody = (outgoing: Outgoing, { target, rule }: Remodel): Outgoing => {
  const { body, edits } = withModel(outgoing.body, target)
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

/** Puts the model this upstream is to be asked for into the body, or the path: one value is spliced, every other byte stays. */
import type { Body, Edit } from '../../codec/bytes/body.ts'
import { findMembers } from '../../codec/json/json-member.ts'
import type { Change } from '../../contract/exchange.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { Outbound } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import type { Span } from '../exchange/service.ts'
import type { Trace } from '../exchange/trace.ts'
import { createRoutings, type Remodel } from '../routing/routing.ts'

export const remodel = (): Layer<Outbound> => {
  const routings = createRoutings()
  return (next) => (input) => {
    const { trace, service, snapshot, upstream } = input
    const asked = trace.modelAsked
    trace.modelSent = asked
    if (asked === undefined) return next(input)
    const change = routings(snapshot.get(routingDocument), service.id).remodel(asked, upstream.name)
    return next(change === undefined || change.target === asked ? input : remodelled(input, change))
  }
}

/** Where the model stands is replaced, in all repetitions of the key: it does not matter which one a parser believes. */
export const withModel = (body: Body, model: string): { readonly body: Body; readonly edits: readonly Edit[] } => {
  const inserted = Buffer.from(JSON.stringify(model), 'utf8')
  const edits = findMembers(body, 'model').map(({ start, end }) => ({ offset: start, removed: end - start, inserted }))
  return { body: body.splice(edits), edits }
}

const remodelled = (input: Outbound, change: Remodel): Outbound => {
  const place = input.service.modelInPath?.(input.path)
  return place === undefined ? remodelledBody(input, change) : remodelledPath(input, place, change)
}

const remodelledPath = (input: Outbound, { start, end }: Span, { target, rule }: Remodel): Outbound => {
  const { path, trace } = input
  const inserted = encodeURIComponent(target)
  trace.modelSent = target
  noteChange(trace, { by: 'route', rule, target: 'path' })
  return { ...input, path: `${path.slice(0, start)}${inserted}${path.slice(end)}` }
}

const remodelledBody = (input: Outbound, { target, rule }: Remodel): Outbound => {
  const { body, edits } = withModel(input.body, target)
  if (edits.length === 0) return input
  const { trace } = input
  trace.modelSent = target
  trace.sent = body
  for (const { offset, removed, inserted } of edits) {
    noteChange(trace, { by: 'route', rule, target: 'model', offset, removed, inserted: inserted.byteLength })
  }
  return { ...input, body }
}

/** Another attempt with the same edit is no second edit. */
const noteChange = (trace: Trace, change: Change): void => {
  const known = trace.changes.some(({ rule, offset }) => rule === change.rule && offset === change.offset)
  if (!known) trace.change(change)
}

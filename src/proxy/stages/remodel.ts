/** Puts the model this upstream is to be asked for into the body: one JSON value is spliced, every other byte stays. */
import type { Body, Edit } from '../../codec/body.ts'
import { findMembers } from '../../codec/json-member.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { systemDocument } from '../../store/documents/system.ts'
import type { Outbound } from '../exchange.ts'
import type { Layer } from '../handler.ts'
import { keep } from '../keep.ts'
import { createRoutings, type Remodel } from '../routing.ts'

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

const remodelled = (input: Outbound, { target, rule }: Remodel): Outbound => {
  const { body, edits } = withModel(input.body, target)
  if (edits.length === 0) return input
  const { trace } = input
  trace.modelSent = target
  trace.sent = keep(body, input.snapshot.get(systemDocument).limits.captureRequestBytes)
  for (const { offset, removed, inserted } of edits) {
    const change = { by: 'route', rule, target: 'model', offset, removed, inserted: inserted.byteLength }
    // Another attempt with the same edit is no second edit.
    if (!trace.changes.some((earlier) => earlier.rule === rule && earlier.offset === offset)) trace.change(change)
  }
  return { ...input, body }
}

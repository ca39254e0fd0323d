/** Puts the model this upstream is to be asked for into the body: one JSON value is spliced, every other byte stays. */
import type { Edit } from '../../codec/body.ts'
import { scanTopLevel } from '../../codec/json-scan.ts'
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
    return next(change === undefined || change.target === asked ? input : withModel(input, change))
  }
}

/** All repetitions of the key are replaced, so that it does not matter which one a parser believes. */
const withModel = (input: Outbound, { target, rule }: Remodel): Outbound => {
  const { members, complete } = scanTopLevel(input.body, ['model'], { all: true })
  if (!complete || members.length === 0) return input
  const inserted = Buffer.from(JSON.stringify(target), 'utf8')
  const edits: Edit[] = members.map(({ start, end }) => ({ offset: start, removed: end - start, inserted }))
  const body = input.body.splice(edits)
  const { trace } = input
  trace.modelSent = target
  trace.sent = keep(body, input.snapshot.get(systemDocument).limits.captureRequestBytes)
  for (const { offset, removed } of edits) {
    const change = { by: 'route', rule, target: 'model', offset, removed, inserted: inserted.byteLength }
    // Another attempt with the same edit is no second edit.
    if (!trace.changes.some((earlier) => earlier.rule === rule && earlier.offset === offset)) trace.change(change)
  }
  return { ...input, body }
}

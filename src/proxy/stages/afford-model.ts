/** Asks the budgets about the model of a request, as it will be sent; where one is used up, the request may go to another upstream or model. */
import type { Check } from '../../store/budgets/allowance.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { budgetProblem } from '../budgets/budget-problem.ts'
import { mergedInstead } from '../budgets/merged-instead.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Budgeted, type Instead, markPassed, type Routed, type Spending } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { isEncoded, withPlainBody } from '../filters/plain-body.ts'
import { namedModel } from '../routing/named-model.ts'
import { createRoutings, type Routing } from '../routing/routing.ts'

type Deps = Pick<ProxyDeps, 'clock'>

export const affordModel = (deps: Deps): Layer<Routed, Budgeted> => {
  const routings = createRoutings()
  return (next) => (input) => {
    const { spending } = input
    if (spending === undefined) return next(markPassed('affordModel', input))
    const routing = routings(input.head.snapshot.get(routingDocument), input.head.service.id)
    const go = (plain: Routed, model: string | undefined) =>
      next(markPassed('affordModel', afforded(deps, { input: plain, spending, routing, model })))
    // The name near an end of the body is enough for an estimate, but not for a rule.
    if (!spending.allowance.asksForModel && spending.instead.model === undefined) return go(input, input.asked.model)
    const look = async (plain: Routed) => go(plain, await namedModel(deps, plain))
    return isEncoded(input) ? withPlainBody(input).then(look) : look(input)
  }
}

interface Found {
  readonly input: Routed
  readonly spending: Spending
  readonly routing: Routing
  /** As the client names it. */
  readonly model: string | undefined
}

const afforded = ({ clock }: Deps, found: Found): Routed => {
  const { input, spending } = found
  const { allowance } = spending
  const refuse = (over: NonNullable<Instead['over']>): never => {
    throw budgetProblem(over, clock.now())
  }
  const ask = (model: string | undefined): Check => allowance.forModel(asSent(found, model))
  let { instead } = spending
  const first = ask(instead.model ?? found.model)
  if (first.kind === 'refused') return refuse(first.over)
  if (first.kind === 'instead') {
    instead = mergedInstead(instead, first.target, first.over)
    const again = 'model' in first.target ? ask(instead.model) : first
    if (again !== first && again.kind !== 'in') return refuse(again.over)
  }
  const pinned = pinnedBy(found, instead)
  if (instead.upstream !== undefined && pinned === undefined && instead.over !== undefined) return refuse(instead.over)
  return { ...input, spending: { allowance, instead }, pinned }
}

/** Model mapping acts on what a budget asks for as on what a client does. */
const asSent = ({ routing, input }: Found, model: string | undefined): string | undefined =>
  model === undefined ? undefined : (routing.rewriteModel(model, input.pinned?.upstream ?? '')?.target ?? model)

/** The upstream that a budget names, if it is there; else the one that the rules have for the model. */
const pinnedBy = ({ input, routing }: Found, instead: Instead): Routed['pinned'] => {
  const { snapshot, service } = input.head
  const pool = snapshot.pool(service.id)
  if (instead.upstream !== undefined) {
    const isThere = pool.some(({ name, enabled }) => enabled && name === instead.upstream)
    return isThere ? { upstream: instead.upstream, fallback: false } : undefined
  }
  if (instead.model === undefined) return input.pinned
  const { pin } = routing.pin(instead.model, pool)
  return pin === undefined ? undefined : { upstream: pin.upstream, fallback: pin.fallback }
}

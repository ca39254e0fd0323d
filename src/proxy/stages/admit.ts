/** Asks the filters that may refuse a request by its head, before a byte of its body is read. */
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Admitted, type Identified, markPassed } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { memoByValue } from '../exchange/memo.ts'
import { failClosed, rulesInForce } from '../filters/guard-filter.ts'
import { admitFilters } from '../filters/index.ts'

export const admit = (deps: Pick<ProxyDeps, 'log'>): Layer<Identified, Admitted> => {
  const filters = admitFilters.map(({ id, document, compile }) => ({ id, document, compiled: memoByValue(compile) }))
  return (next) => (input) => {
    for (const { id, document, compiled } of filters) {
      const settings = rulesInForce(input.head, document)
      failClosed(deps, input.head, { id, run: () => compiled(settings)(input) })
    }
    return next(markPassed('admit', input))
  }
}

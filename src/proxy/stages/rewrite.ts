/** Lets the filters that change requests work on this one, in the order in which their shelf lists them. */
import { systemDocument } from '../../store/documents/system.ts'
import type { ProxyDeps } from '../deps.ts'
import type { Inbound } from '../exchange.ts'
import type { RewriteFilter, Rewriter } from '../filters/filter.ts'
import { rewriteFilters } from '../filters/index.ts'
import { failClosed, rulesInForce } from '../guard-filter.ts'
import type { Layer } from '../handler.ts'
import { keep } from '../keep.ts'
import { memoByValue } from '../memo.ts'
import { withPlainBody } from '../plain-body.ts'

type Deps = Pick<ProxyDeps, 'log' | 'clock'>

interface Step {
  readonly id: string
  /** The filter with the rules in force. Throws `Problem`. */
  readonly rewriter: (input: Inbound) => Rewriter
}

export const rewrite = (deps: Deps): Layer<Inbound> => {
  const steps = rewriteFilters.map((filter) => stepOf(deps, filter))
  return (next) => async (received) => {
    let input = received
    for (const { id, rewriter } of steps) {
      const ready = failClosed(deps, input, { id, run: () => rewriter(input) })
      const readable = ready.reads(input) ? await withPlainBody(input) : input
      input = failClosed(deps, input, { id, run: () => ready.apply(readable) })
    }
    if (input.body !== received.body) {
      input.trace.sent = keep(input.body, input.snapshot.get(systemDocument).limits.captureRequestBytes)
    }
    return await next(input)
  }
}

const stepOf = (deps: Deps, filter: RewriteFilter): Step => {
  const compiled = memoByValue((settings: object) => filter.compile(settings, deps.clock))
  return { id: filter.id, rewriter: (input) => compiled(rulesInForce(input, filter.document)) }
}

/** Lets the filters that change requests work on this one, in the order in which their shelf lists them. */

import type { Reply } from '../../edge/reply.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Inbound } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { memoByValue } from '../exchange/memo.ts'
import type { RewriteFilter, Rewriter } from '../filters/filter.ts'
import { failClosed, rulesInForce } from '../filters/guard-filter.ts'
import { rewriteFilters } from '../filters/index.ts'
import { isEncoded, withPlainBody } from '../filters/plain-body.ts'

type Deps = Pick<ProxyDeps, 'log' | 'clock'>

interface Step {
  readonly id: string
  /** The filter with the rules in force. Throws `Problem`. */
  readonly rewriter: (input: Inbound) => Rewriter
}

/** A filter made ready for one request. */
interface Ready extends Rewriter {
  readonly id: string
}

export const rewrite = (deps: Deps): Layer<Inbound> => {
  const steps = rewriteFilters.map((filter) => stepOf(deps, filter))
  const ready = (input: Inbound): readonly Ready[] =>
    steps.map(({ id, rewriter }) => {
      const { reads, apply } = failClosed(deps, input, { id, run: () => rewriter(input) })
      return { id, reads, apply }
    })
  return (next) => {
    const go = (received: Inbound, filters: readonly Ready[]): Promise<Reply> => {
      let input = received
      for (const { id, apply } of filters) {
        const before = input
        input = failClosed(deps, before, { id, run: () => apply(before) })
      }
      // Both, as they came and as they go on, live as long as their answer streams.
      received.body.forgetJoined()
      input.body.forgetJoined()
      if (input.body !== received.body) input.trace.sent = input.body
      return next(input)
    }
    return (input) => {
      const filters = ready(input)
      if (!isEncoded(input) || !filters.some(({ reads }) => reads(input))) return go(input, filters)
      return withPlainBody(input).then((plain) => go(plain, filters))
    }
  }
}

const stepOf = (deps: Deps, filter: RewriteFilter): Step => {
  const compiled = memoByValue((settings: object) => filter.compile(settings, deps.clock))
  return { id: filter.id, rewriter: (input) => compiled(rulesInForce(input, filter.document)) }
}

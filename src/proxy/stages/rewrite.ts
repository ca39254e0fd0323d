/** Lets the filters that change requests work on this one, in the order in which their shelf lists them. */

import type { Reply } from '../../edge/reply.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Filtered, markPassed, type Routed } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { memoByValue } from '../exchange/memo.ts'
import type { RewriteFilter, Rewriter } from '../filters/filter.ts'
import { failClosed, filterFailure, rulesInForce } from '../filters/guard-filter.ts'
import { rewriteFilters } from '../filters/index.ts'
import { isEncoded, refuseUnreadable, withPlainBody } from '../filters/plain-body.ts'

type Deps = Pick<ProxyDeps, 'log' | 'clock'>

interface Step {
  readonly id: string
  /** The filter with the rules in force. Throws `Problem`. */
  readonly rewriter: (input: Routed) => Rewriter
}

/** A filter made ready for one request. */
interface Ready extends Rewriter {
  readonly id: string
}

export const rewrite = (deps: Deps): Layer<Routed, Filtered> => {
  const steps = rewriteFilters.map((filter) => stepOf(deps, filter))
  const ready = (input: Routed): readonly Ready[] =>
    steps.map(({ id, rewriter }) => {
      const { reads, apply } = failClosed(deps, input.head, { id, run: () => rewriter(input) })
      return { id, reads, apply }
    })
  /** The filters from a position on, one after the other; a promise as soon as one of them takes long. */
  const applyFrom = (input: Routed, filters: readonly Ready[], first: number): Routed | Promise<Routed> => {
    let current = input
    for (const [index, { id, apply }] of filters.entries()) {
      if (index < first) continue
      const before = current
      const after = failClosed(deps, before.head, { id, run: () => apply(before) })
      if (after instanceof Promise) {
        return after.then(
          (changed) => applyFrom(changed, filters, index + 1),
          (error: unknown) => {
            throw filterFailure(deps, before.head, { id, error })
          },
        )
      }
      current = after
    }
    return current
  }
  return (next) => {
    const pass = (received: Routed, input: Routed): Promise<Reply> => {
      // Both, as they came and as they go on, live as long as their answer streams.
      received.body.forgetJoined()
      input.body.forgetJoined()
      return next(markPassed('rewrite', input))
    }
    const go = (received: Routed, filters: readonly Ready[]): Promise<Reply> => {
      const input = applyFrom(received, filters, 0)
      return input instanceof Promise ? input.then((changed) => pass(received, changed)) : pass(received, input)
    }
    return (input) => {
      const filters = ready(input)
      if (!filters.some(({ reads }) => reads(input))) return go(input, filters)
      const readable = (plain: Routed): Promise<Reply> => {
        refuseUnreadable(plain)
        return go(plain, filters)
      }
      return isEncoded(input) ? withPlainBody(input).then(readable) : readable(input)
    }
  }
}

const stepOf = (deps: Deps, filter: RewriteFilter): Step => {
  const compiled = memoByValue((settings: object) => filter.compile(settings, deps.clock))
  return { id: filter.id, rewriter: (input) => compiled(rulesInForce(input.head, filter.document)) }
}

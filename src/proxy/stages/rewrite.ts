/** Lets the filters that change requests work on this one, in the order in which their shelf lists them. */

import type { Reply } from '../../edge/reply.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Budgeted, type Filtered, markPassed } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { memoByValue } from '../exchange/memo.ts'
import type { RewriteFilter, Rewriter, Rewritten } from '../filters/filter.ts'
import { askingForPlain, filteredReply, type ReplyStep } from '../filters/filtered-reply.ts'
import { failClosed, filterFailure, rulesInForce } from '../filters/guard-filter.ts'
import { rewriteFilters } from '../filters/index.ts'
import { isEncoded, refuseUnreadable, withPlainBody } from '../filters/plain-body.ts'

type Deps = Pick<ProxyDeps, 'log' | 'clock'>

interface Step {
  readonly id: string
  /** The filter with the rules in force. Throws `Problem`. */
  readonly rewriter: (input: Budgeted) => Rewriter
}

/** A filter made ready for one request. */
interface Ready extends Rewriter {
  readonly id: string
}

/** How far a request has come through the filters. */
interface Progress {
  readonly request: Budgeted
  /** What the filters so far do to its answer. */
  readonly replies: readonly ReplyStep[]
}

const NO_REPLIES: readonly ReplyStep[] = []

/** `shelf` is another one in tests. */
export const rewrite = (deps: Deps, shelf: readonly RewriteFilter[] = rewriteFilters): Layer<Budgeted, Filtered> => {
  const steps = shelf.map((filter) => stepOf(deps, filter))
  /** Asked before anything is made ready, for most requests meet no rule at all. What throws is met again, and told, further down. */
  const nobodyActs = (input: Budgeted): boolean => {
    try {
      for (const { rewriter } of steps) if (rewriter(input).idle !== true) return false
      return true
    } catch {
      return false
    }
  }
  const ready = (input: Budgeted): readonly Ready[] =>
    steps.flatMap(({ id, rewriter }) => {
      const { idle, reads, apply } = failClosed(deps, input.head, { id, run: () => rewriter(input) })
      return idle === true ? [] : [{ id, reads, apply }]
    })
  /** The filters from a position on, one after the other; a promise as soon as one of them takes long. */
  const applyFrom = (progress: Progress, filters: readonly Ready[], first: number): Progress | Promise<Progress> => {
    let current = progress
    for (const [index, { id, apply }] of filters.entries()) {
      if (index < first) continue
      const before = current
      const after = failClosed(deps, before.request.head, { id, run: () => apply(before.request) })
      if (after instanceof Promise) {
        return after.then(
          (rewritten) => applyFrom(progressed(before, id, rewritten), filters, index + 1),
          (error: unknown) => {
            throw filterFailure(deps, before.request.head, { id, error })
          },
        )
      }
      current = progressed(before, id, after)
    }
    return current
  }
  return (next) => {
    const pass = (received: Budgeted, { request, replies }: Progress): Promise<Reply> => {
      // Both, as they came and as they go on, live as long as their answer streams.
      received.body.forgetJoined()
      request.body.forgetJoined()
      if (replies.length === 0) return next(markPassed('rewrite', request))
      const plain = markPassed('rewrite', askingForPlain(request))
      return next(plain).then((reply) => filteredReply(reply, plain, replies))
    }
    const go = (received: Budgeted, filters: readonly Ready[]): Promise<Reply> => {
      const progress = applyFrom({ request: received, replies: NO_REPLIES }, filters, 0)
      return progress instanceof Promise
        ? progress.then((filtered) => pass(received, filtered))
        : pass(received, progress)
    }
    return (input) => {
      if (nobodyActs(input)) {
        input.body.forgetJoined()
        return next(markPassed('rewrite', input))
      }
      const filters = ready(input)
      if (!filters.some(({ reads }) => reads(input))) return go(input, filters)
      const readable = (plain: Budgeted): Promise<Reply> => {
        refuseUnreadable(plain)
        return go(plain, filters)
      }
      return isEncoded(input) ? withPlainBody(input).then(readable) : readable(input)
    }
  }
}

const progressed = ({ replies }: Progress, id: string, { request, reply }: Rewritten): Progress => ({
  request,
  replies: reply === undefined ? replies : [...replies, { id, pipe: reply }],
})

const stepOf = (deps: Deps, filter: RewriteFilter): Step => {
  const compiled = memoByValue((settings: object) => filter.compile(settings, deps.clock))
  return { id: filter.id, rewriter: (input) => compiled(rulesInForce(input.head, filter.document)) }
}

/** Asks upstreams in the policy's order until one answers: two rounds at most, one budget of time, one reply. */
import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Problem } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import type { Over } from '../../store/budgets/allowance.ts'
import { failureThresholdOf } from '../../store/documents/balancing.ts'
import { budgetProblem } from '../budgets/budget-problem.ts'
import { type Tried, tryUpstream } from './attempt.ts'
import { exhausted } from './exhausted.ts'
import type { FailoverContext } from './failover-context.ts'
import { describeOutcome, reasonForNext, rowOf } from './outcome.ts'
import { type Ranking, rankUpstreams } from './ranking.ts'
import { roomFor } from './room.ts'

export const failover = (context: FailoverContext): Promise<Reply> => new Failover(context).run()

class Failover {
  readonly #context: FailoverContext
  readonly #begun: number
  #ranking: Ranking
  #queue: Upstream[]
  #round = 1
  #attempts = 0
  /** The first that could not serve the request, though others may; its answer waits. */
  #unable: Tried | undefined
  #repeated = false
  /** What budgets have the present upstream asked for, in place of what the client named. */
  #instead: string | undefined
  /** The first budget that would not let an upstream be asked, and the upstreams that were passed over for budgets. */
  #over: Over | undefined
  readonly #barred = new Set<string>()

  constructor(context: FailoverContext) {
    this.#context = context
    this.#begun = context.deps.clock.elapsed()
    this.#ranking = this.#rank()
    this.#queue = [...this.#ranking.list]
  }

  async run(): Promise<Reply> {
    try {
      const last = await this.#lastTried()
      // Where nobody can serve the request, what the first one said is what the client has to know.
      const spoken = isUnable(last) ? (this.#unable ?? last) : last
      if (spoken !== last) last.discard()
      if (spoken === this.#unable) this.#unable = undefined
      this.#remember(spoken)
      this.#context.request.trace.delivered = spoken.attempt.trace
      return spoken.deliver()
    } finally {
      this.#unable?.discard()
    }
  }

  async #lastTried(): Promise<Tried> {
    let last: Tried | undefined
    for (let upstream = this.#next(last); upstream !== undefined; upstream = this.#next(last)) {
      const reason = this.#reason(upstream, last)
      if (last !== undefined) this.#leave(last, upstream)
      last = await this.#try(upstream, reason)
      if (last.again === undefined && !rowOf(last.outcome).next) break
    }
    if (last === undefined) throw this.#nobody()
    return last
  }

  /** Nobody could be asked. */
  #nobody(): Problem {
    const { deps } = this.#context
    return this.#over === undefined ? exhausted(this.#context) : budgetProblem(this.#over, deps.clock.now())
  }

  #rank(): Ranking {
    const { deps, request, settings, options, pool, conversations } = this.#context
    const { session } = request.asked
    const remembered = session === undefined ? undefined : conversations.find(session, pool)
    return rankUpstreams({
      pool,
      mode: settings.mode,
      health: deps.health,
      room: roomFor(deps, options),
      ...(request.pinned === undefined ? {} : { pinned: request.pinned }),
      context: {
        random: deps.random,
        ...(session === undefined ? {} : { session }),
        ...(remembered === undefined ? {} : { remembered }),
      },
    })
  }

  /** The next upstream, claimed; undefined when the last one tried has the last word. */
  #next(last: Tried | undefined): Upstream | undefined {
    if (last !== undefined && this.#overBudget()) return undefined
    if (last?.again !== undefined) return this.#again(last)
    const claimed = this.#claim()
    // Who cannot serve a request cannot after a reset either.
    if (claimed !== undefined || isUnable(last) || !this.#reset(last)) return claimed
    return this.#claim()
  }

  #claim(): Upstream | undefined {
    const { deps, request } = this.#context
    for (let upstream = this.#queue.shift(); upstream !== undefined; upstream = this.#queue.shift()) {
      if (!this.#isAffordable(upstream)) continue
      if (this.#ranking.reason === 'pinned' || deps.health.begin(request.head.service.id, upstream.name))
        return upstream
    }
    return undefined
  }

  /** Whether budgets let this upstream be asked, perhaps for another model. One of them may name another upstream, which is next then. */
  #isAffordable(upstream: Upstream): boolean {
    const { request, modelAt } = this.#context
    this.#instead = undefined
    const { spending } = request
    if (spending === undefined) return true
    const { allowance, instead } = spending
    const check = allowance.forUpstream(upstream.name, modelAt(upstream, instead.model))
    if (check.kind === 'in') return true
    this.#over ??= check.over
    if (check.kind === 'instead' && 'model' in check.target) {
      const { model } = check.target
      this.#instead = model
      if (allowance.forUpstream(upstream.name, modelAt(upstream, model)).kind === 'in') return true
    }
    this.#barred.add(upstream.name)
    if (check.kind === 'instead' && 'upstream' in check.target) this.#putFirst(check.target.upstream)
    return false
  }

  #putFirst(name: string): void {
    const other = this.#context.pool.find((upstream) => upstream.name === name)
    if (other?.enabled !== true || this.#barred.has(name)) return
    this.#queue = [other, ...this.#queue.filter((upstream) => upstream !== other)]
  }

  /** The same upstream once more. What it answered gives its claim back, which is taken again before anybody else could. */
  #again({ attempt: { upstream }, again, discard }: Tried): Upstream {
    if (again === 'repeat') this.#repeated = true
    discard()
    this.#context.deps.health.begin(this.#context.request.head.service.id, upstream.name)
    return upstream
  }

  #overBudget(): boolean {
    const { deps, options } = this.#context
    return deps.clock.elapsed() - this.#begun > options.failoverBudgetSeconds * 1000
  }

  #mayReset(): boolean {
    const { deps, request, options, pool } = this.#context
    if (this.#round > 1 || !this.#ranking.resettable || !options.autoResetOnAllFailed) return false
    // What never counts against an upstream is no reason to forgive all of them.
    if (!isQuestion(request.asked.operation)) return false
    // Nor is what only budgets keep from being asked.
    if (pool.every(({ name, enabled }) => !enabled || this.#barred.has(name))) return false
    return deps.health.untilNextReset(request.head.service.id) === 0
  }

  #reset(last: Tried | undefined): boolean {
    const { deps, request, settings, pool } = this.#context
    if (!this.#mayReset() || !deps.health.autoReset(request.head.service.id)) return false
    this.#round = 2
    this.#ranking = this.#rank()
    this.#queue = [...this.#ranking.list]
    deps.bus.emit({
      type: 'lb_reset',
      request_id: request.head.id,
      service: request.head.service.id,
      timestamp: deps.isoTime(deps.clock.now()),
      reason: last === undefined ? 'no_healthy_candidates' : 'last_candidate_failed',
      total_configs: pool.filter(({ enabled }) => enabled).length,
      threshold: failureThresholdOf(settings, request.head.service.id),
    })
    return true
  }

  #reason(upstream: Upstream, last: Tried | undefined): ChoiceCode {
    if (last?.again !== undefined) return last.again
    if (last !== undefined) return reasonForNext(last.outcome)
    const { deps, request } = this.#context
    const { state } = deps.health.stateOf(request.head.service.id, upstream.name)
    return state === 'half-open' && this.#ranking.reason !== 'pinned' ? 'half-open' : this.#ranking.reason
  }

  #leave(last: Tried, following: Upstream): void {
    const { deps, request, settings } = this.#context
    const { head } = request
    const { service } = head
    const { upstream, trace } = last.attempt
    if (last.again !== undefined) return
    if (isUnable(last) && this.#unable === undefined) this.#unable = last
    else last.discard()
    if (upstream.name === following.name) return
    const what = `Upstream "${upstream.name}" ${describeOutcome(last.outcome)}`
    deps.log.warn(service.id, `${what}; asking "${following.name}" (request ${head.id})`)
    deps.bus.emit({
      type: 'lb_switch',
      request_id: request.head.id,
      service: service.id,
      timestamp: deps.isoTime(deps.clock.now()),
      from_channel: upstream.name,
      to_channel: following.name,
      reason: reasonForNext(last.outcome),
      failures: deps.health.stateOf(service.id, upstream.name).failures,
      threshold: failureThresholdOf(settings, service.id),
      attempt: this.#attempts + 1,
      path: head.path,
      target_from: trace.sentTo?.url ?? null,
      target_to: null,
    })
  }

  #try(upstream: Upstream, reason: ChoiceCode): Promise<Tried> {
    const { pool } = this.#context
    this.#attempts += 1
    const many = this.#ranking.list.length > 1 || (this.#ranking.resettable && pool.length > 1)
    return tryUpstream(this.#context, {
      number: this.#attempts,
      upstream,
      reason,
      ...(this.#instead === undefined ? {} : { instead: this.#instead }),
      oneOfMany: many,
      isCompared: this.#unable !== undefined,
      othersWait: many && (this.#queue.length > 0 || this.#mayReset()),
      mayRepeat: this.#ranking.resettable && !this.#repeated,
    })
  }

  #remember({ attempt, outcome }: Tried): void {
    const { request, conversations } = this.#context
    const { session } = request.asked
    if (session !== undefined && rowOf(outcome).blame === 'success') conversations.remember(session, attempt.upstream)
  }
}

const isUnable = (tried: Tried | undefined): boolean =>
  tried?.outcome.kind === 'answered' && tried.outcome.unable === true

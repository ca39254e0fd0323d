/** Asks upstreams in the policy's order until one answers: two rounds at most, one budget of time, one reply. */

import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Reply } from '../../edge/reply.ts'
import { failureThresholdOf } from '../../store/documents/balancing.ts'
import { attempt, type Tried } from './attempt.ts'
import { exhausted } from './exhausted.ts'
import type { FailoverContext } from './failover-context.ts'
import { describeOutcome, reasonForNext, rowOf } from './outcome.ts'
import { type Ranking, rankUpstreams } from './ranking.ts'

export const failover = (context: FailoverContext): Promise<Reply> => new Failover(context).run()

class Failover {
  readonly #context: FailoverContext
  readonly #begun: number
  readonly #sent: FailoverContext['input']['trace']['sent']
  #ranking: Ranking
  #queue: Upstream[]
  #round = 1
  #attempts = 0
  #repeated = false

  constructor(context: FailoverContext) {
    this.#context = context
    this.#begun = context.deps.clock.elapsed()
    this.#sent = context.input.trace.sent
    this.#ranking = this.#rank()
    this.#queue = [...this.#ranking.list]
  }

  async run(): Promise<Reply> {
    let last: Tried | undefined
    for (let upstream = this.#next(last); upstream !== undefined; upstream = this.#next(last)) {
      const reason = this.#reason(upstream, last)
      if (last !== undefined) this.#leave(last, upstream)
      last = await this.#try(upstream, reason)
      if (!rowOf(last.outcome).next) break
      if (last.repeat) this.#repeat(last.upstream)
    }
    if (last === undefined) throw exhausted(this.#context)
    this.#remember(last)
    return last.deliver()
  }

  #rank(): Ranking {
    const { deps, input, settings, pool, sessions } = this.#context
    const { session } = input.trace
    const remembered = session === undefined ? undefined : sessions.find(session, pool)
    return rankUpstreams({
      pool,
      mode: settings.mode,
      health: deps.health,
      ...(input.pinned === undefined ? {} : { pinned: input.pinned }),
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
    const claimed = this.#claim()
    if (claimed !== undefined || !this.#reset(last)) return claimed
    return this.#claim()
  }

  #claim(): Upstream | undefined {
    const { deps, input } = this.#context
    for (let upstream = this.#queue.shift(); upstream !== undefined; upstream = this.#queue.shift()) {
      if (this.#ranking.reason === 'pinned' || deps.health.begin(input.service.id, upstream.name)) return upstream
    }
    return undefined
  }

  #overBudget(): boolean {
    const { deps, options } = this.#context
    return deps.clock.elapsed() - this.#begun > options.failoverBudgetSeconds * 1000
  }

  #mayReset(): boolean {
    const { deps, input, options } = this.#context
    if (this.#round > 1 || !this.#ranking.resettable || !options.autoResetOnAllFailed) return false
    // What never counts against an upstream is no reason to forgive all of them.
    if (input.service.isSideRequest(input.method, input.path)) return false
    return deps.health.cooldownRemaining(input.service.id) === 0
  }

  #reset(last: Tried | undefined): boolean {
    const { deps, input, settings, pool } = this.#context
    if (!this.#mayReset() || !deps.health.autoReset(input.service.id)) return false
    this.#round = 2
    this.#ranking = this.#rank()
    this.#queue = [...this.#ranking.list]
    deps.bus.emit({
      type: 'lb_reset',
      request_id: input.id,
      service: input.service.id,
      timestamp: deps.isoTime(deps.clock.now()),
      reason: last === undefined ? 'no_healthy_candidates' : 'last_candidate_failed',
      total_configs: pool.filter(({ enabled }) => enabled).length,
      threshold: failureThresholdOf(settings, input.service.id),
    })
    return true
  }

  #reason(upstream: Upstream, last: Tried | undefined): ChoiceCode {
    if (last?.repeat === true) return 'repeat'
    if (last !== undefined) return reasonForNext(last.outcome)
    const { deps, input } = this.#context
    const { state } = deps.health.stateOf(input.service.id, upstream.name)
    return state === 'half-open' && this.#ranking.reason !== 'pinned' ? 'half-open' : this.#ranking.reason
  }

  #leave(last: Tried, following: Upstream): void {
    const { deps, input, settings } = this.#context
    const { service, trace } = input
    last.discard()
    if (last.upstream.name === following.name) return
    const what = `Upstream "${last.upstream.name}" ${describeOutcome(last.outcome)}`
    deps.log.warn(service.id, `${what}; asking "${following.name}" (request ${input.id})`)
    deps.bus.emit({
      type: 'lb_switch',
      request_id: input.id,
      service: service.id,
      timestamp: deps.isoTime(deps.clock.now()),
      from_channel: last.upstream.name,
      to_channel: following.name,
      reason: reasonForNext(last.outcome),
      failures: deps.health.stateOf(service.id, last.upstream.name).failures,
      threshold: failureThresholdOf(settings, service.id),
      attempt: this.#attempts + 1,
      path: input.path,
      target_from: trace.targetUrl ?? null,
      target_to: null,
    })
  }

  #try(upstream: Upstream, reason: ChoiceCode): Promise<Tried> {
    const { input, pool } = this.#context
    this.#attempts += 1
    // What an earlier attempt put into the body is not what this one sends.
    input.trace.sent = this.#sent
    const many = this.#ranking.list.length > 1 || (this.#ranking.resettable && pool.length > 1)
    return attempt(this.#context, {
      number: this.#attempts,
      upstream,
      reason,
      oneOfMany: many,
      othersWait: many && (this.#queue.length > 0 || this.#mayReset()),
      mayRepeat: this.#ranking.resettable && !this.#repeated,
    })
  }

  #repeat(upstream: Upstream): void {
    this.#repeated = true
    this.#queue.unshift(upstream)
  }

  #remember({ upstream, outcome }: Tried): void {
    const { session } = this.#context.input.trace
    if (session !== undefined && rowOf(outcome).blame === 'success') this.#context.sessions.remember(session, upstream)
  }
}

/** The account of one attempt: its upstream is blamed or praised once, its trace is closed once. */
import { headerValue } from '../../codec/http/headers.ts'
import type { AttemptOutcome, Outcome } from '../../contract/exchange.ts'
import type { BalancingOptions } from '../../contract/settings.ts'
import type { Reply } from '../../edge/reply.ts'
import { failureReason } from '../../protocol/judge/failure-reason.ts'
import type { Failure } from '../../store/health/health.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Attempt } from '../exchange/exchange.ts'
import { TransportError } from '../exchange/transport.ts'
import { cooldownUntil } from './cooldown.ts'
import { describeOutcome, rowOf } from './outcome.ts'

export interface AccountContext {
  readonly deps: Pick<ProxyDeps, 'clock' | 'health' | 'balances'>
  readonly attempt: Attempt
  readonly options: Pick<BalancingOptions, 'maxRestSeconds'>
  /** Whether the request is a question: only those count for or against an upstream. */
  readonly isQuestion: boolean
  /** Whether a refusal that says "try again" may be followed by one more try here before anybody is blamed. */
  readonly mayRepeat: boolean
}

export class AttemptAccount {
  readonly #context: AccountContext
  readonly #begun: number
  #settled = false
  #failure: Outcome | undefined

  constructor(context: AccountContext) {
    this.#context = context
    this.#begun = context.deps.clock.elapsed()
  }

  headCame({ connectMs }: Reply): void {
    const { trace } = this.#context.attempt
    trace.firstByteMs = this.#elapsed()
    trace.connectMs = connectMs
  }

  /** A 429 that says it may be tried again and names no window. */
  asksForRepeat({ headers }: Reply, outcome: AttemptOutcome): boolean {
    if (!this.#context.mayRepeat || outcome.kind !== 'refused' || outcome.status !== 429) return false
    return headerValue(headers, 'x-should-retry') === 'true' && this.#cooldownUntil(outcome, headers) === undefined
  }

  /** Tells health, once, what the outcome says about the upstream. */
  settle(outcome: AttemptOutcome, headers: Reply['headers']): void {
    if (this.#settled) return
    this.#settled = true
    const { deps, attempt, isQuestion } = this.#context
    const { upstream, request } = attempt
    const { id } = request.head.service
    const { blame } = rowOf(outcome)
    if (isQuestion) deps.balances.attempted(upstream, isUnpaid(outcome))
    if (blame === 'nothing' || !isQuestion) deps.health.released(id, upstream.name)
    else if (blame === 'success') deps.health.succeeded(id, upstream.name)
    else deps.health.failed(id, upstream.name, this.#blameOf(outcome, headers))
  }

  /** Closes the attempt's trace, once. An attempt that was never settled blames nobody. */
  close(outcome: AttemptOutcome): void {
    const { deps, attempt } = this.#context
    const { upstream, request, trace } = attempt
    if (!trace.close(outcome, this.#elapsed())) return
    if (!this.#settled) deps.health.released(request.head.service.id, upstream.name)
  }

  /** The exchange has failed although its head looked good. Returns the code it is recorded with. */
  failExchange({ status }: Reply, outcome: AttemptOutcome, error?: Error): 'upstream-timeout' | 'upstream-broken' {
    const timedOut = error instanceof TransportError && error.kind === 'timeout'
    const code = timedOut ? 'upstream-timeout' : 'upstream-broken'
    const reason = error?.message ?? `Upstream "${this.#context.attempt.upstream.name}" ${describeOutcome(outcome)}`
    this.#failure = { kind: 'failed', code, status, reason, why: failureReason(outcome) }
    return code
  }

  /** How the exchange ended where its bytes do not say it; undefined when it ended as it looks. */
  readonly ending = (): Outcome | undefined => this.#failure

  #blameOf(outcome: AttemptOutcome, headers: Reply['headers']): Failure {
    const until = this.#cooldownUntil(outcome, headers)
    const reason = failureReason(outcome)
    return until === undefined ? { reason } : { reason, cooldownUntil: until }
  }

  #cooldownUntil(outcome: AttemptOutcome, headers: Reply['headers']): number | undefined {
    if (outcome.kind !== 'refused') return undefined
    const { deps, options } = this.#context
    const maxMs = options.maxRestSeconds * 1000
    return cooldownUntil({ status: outcome.status, headers, now: deps.clock.now(), maxMs })
  }

  #elapsed(): number {
    return Math.round(this.#context.deps.clock.elapsed() - this.#begun)
  }
}

/** Statuses under which upstreams refuse for want of money: their own, and those under which relays tell it in words. */
const UNPAID: ReadonlySet<number> = new Set([400, 402, 403, 422])

const isUnpaid = (outcome: AttemptOutcome): boolean => outcome.kind === 'refused' && UNPAID.has(outcome.status)

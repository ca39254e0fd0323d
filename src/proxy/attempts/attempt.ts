/** One try at one upstream: sends, looks whether the answer is one, and keeps account of how it ended. */

import { tap } from '../../codec/bytes/tap.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { AttemptOutcome } from '../../contract/exchange.ts'
import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { BalancingOptions } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import type { Failure } from '../../store/health/health.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import { type Inbound, type Outbound, outbound } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import { TransportError } from '../exchange/transport.ts'
import { restUntil } from './cooldown.ts'
import { canEndStream, endStream } from './end-stream.ts'
import { createEndWatch } from './end-watch.ts'
import { holdBack } from './hold-back.ts'
import { describeOutcome, failureReason, outcomeOfError, outcomeOfStatus, rowOf } from './outcome.ts'

export interface AttemptPlan {
  readonly number: number
  readonly upstream: Upstream
  readonly reason: ChoiceCode
  /** Whether another upstream could still answer, so that the answer is held back until it is one. */
  readonly othersWait: boolean
  /** Whether more than one upstream was worth asking: a stream that breaks is then ended in the client's protocol. */
  readonly oneOfMany: boolean
  /** Whether a refusal that says "try again" may be followed by one more try here before anybody is blamed. */
  readonly mayRepeat: boolean
}

/** How an attempt stands when its head is known. */
export interface Tried {
  readonly upstream: Upstream
  readonly outcome: AttemptOutcome
  /** The same upstream asked to be tried again at once. */
  readonly repeat: boolean
  /** What the client gets if this is the last word: the reply, or a throw of the wire's error. */
  readonly deliver: () => Reply
  /** Lets go of the answer. */
  readonly discard: () => void
}

export interface AttemptContext {
  readonly deps: ProxyDeps
  readonly input: Inbound
  readonly next: Handler<Outbound>
  readonly options: BalancingOptions
}

export const attempt = async (context: AttemptContext, plan: AttemptPlan): Promise<Tried> => {
  const book = new AttemptBook(context, plan)
  const { input, next } = context
  const { upstream, number } = plan
  try {
    const received = await next(outbound(input, upstream, number))
    book.headCame(received)
    const { reply, outcome } = await judge(context, plan, received)
    return rowOf(outcome).next ? refusal(book, reply, outcome) : final(book, reply)
  } catch (error) {
    const outcome = outcomeOfError(error, 0)
    if (outcome === undefined || outcome.kind === 'abandoned') {
      book.close({ kind: 'abandoned' })
      throw error
    }
    book.settle(outcome, [])
    book.close(outcome)
    const deliver = (): never => {
      throw error
    }
    return { upstream, outcome, repeat: false, deliver, discard: () => undefined }
  }
}

interface Judged {
  readonly reply: Reply
  readonly outcome: AttemptOutcome
}

const judge = async ({ input, options }: AttemptContext, plan: AttemptPlan, reply: Reply): Promise<Judged> => {
  const outcome = outcomeOfStatus(reply.status)
  if (!plan.othersWait || !mustSaySomething(input, reply)) return { reply, outcome }
  const { holdBackMs } = options
  const judgement = await holdBack(reply, { dialect: input.service.stream, holdBackMs, signal: input.signal })
  const { fault, bytes } = judgement
  return { reply: judgement.reply, outcome: fault === undefined ? outcome : { kind: 'broken', code: fault, bytes } }
}

/** Whether this is the answer to a question, which cannot be empty or an error with a good status. */
const mustSaySomething = ({ method, path, service }: Inbound, { status }: Reply): boolean =>
  method === 'POST' && status >= 200 && status < 300 && status !== 204 && !service.isSideRequest(method, path)

/** An answer that blames its upstream. Health hears of it at once; the record when it is known whether the client gets it. */
const refusal = (book: AttemptBook, reply: Reply, outcome: AttemptOutcome): Tried => {
  const repeat = book.asksForRepeat(reply, outcome)
  if (!repeat) book.settle(outcome, reply.headers)
  return {
    upstream: book.plan.upstream,
    outcome,
    repeat,
    discard: () => {
      book.close(outcome)
      reply.body?.cancel()
    },
    deliver: () => {
      const close = (): void => book.close(outcome)
      if (outcome.kind === 'broken') book.failExchange(reply, outcome)
      if (reply.body !== undefined)
        return { ...reply, body: tap(reply.body, { ended: close, failed: close, cancelled: close }) }
      close()
      return reply
    },
  }
}

/** An answer that is passed on. Whether it counts for or against the upstream is decided at its end. */
const final = (book: AttemptBook, reply: Reply): Tried => {
  const { upstream } = book.plan
  const outcome = outcomeOfStatus(reply.status)
  const tried = { upstream, outcome, repeat: false, discard: () => reply.body?.cancel() }
  return { ...tried, deliver: () => watched(book, reply, outcome) }
}

const watched = (book: AttemptBook, received: Reply, outcome: AttemptOutcome): Reply => {
  const { input } = book.context
  const reply = viewed(received)
  const end = (ending: AttemptOutcome): void => {
    book.settle(ending, received.headers)
    book.close(ending)
  }
  if (reply === undefined) {
    end(outcome)
    return received
  }
  const watch = createEndWatch(reply, input.service.stream)
  const bytes = reply.view.received
  const brokenBy = (error: Error): AttemptOutcome =>
    outcomeOfError(error, bytes()) ?? { kind: 'broken', code: 'unknown', bytes: bytes() }
  const body = tap(reply.body, {
    ended: () => {
      const fault = mustSaySomething(input, reply) ? watch.fault() : undefined
      const ending: AttemptOutcome = fault === undefined ? outcome : { kind: 'broken', code: fault, bytes: bytes() }
      if (fault !== undefined) book.failExchange(reply, ending)
      end(ending)
    },
    failed: (error) => end(brokenBy(error)),
    cancelled: () => end({ kind: 'abandoned' }),
  })
  if (!book.plan.oneOfMany || !canEndStream(reply)) return { ...reply, body }
  const terminal = (error: Error): string | undefined => {
    const code = book.failExchange(reply, brokenBy(error), error)
    return watch.saidError()
      ? undefined
      : input.service.stream.errorEvent({ code, message: error.message, requestId: input.id })
  }
  return { ...reply, body: endStream(reply, body, { terminal }) }
}

/** Keeps the account of one attempt: blames once, is written down once. */
class AttemptBook {
  readonly context: AttemptContext
  readonly plan: AttemptPlan
  readonly #startedAt: number
  readonly #begun: number
  #firstByteMs: number | undefined
  #connectMs: number | undefined
  #settled = false
  #closed = false

  constructor(context: AttemptContext, plan: AttemptPlan) {
    this.context = context
    this.plan = plan
    this.#startedAt = context.deps.clock.now()
    this.#begun = context.deps.clock.elapsed()
  }

  headCame({ connectMs }: Reply): void {
    this.#firstByteMs = this.#elapsed()
    this.#connectMs = connectMs
  }

  /** A 429 that says it may be tried again and names no window. */
  asksForRepeat({ headers }: Reply, outcome: AttemptOutcome): boolean {
    if (!this.plan.mayRepeat || outcome.kind !== 'refused' || outcome.status !== 429) return false
    return headerValue(headers, 'x-should-retry') === 'true' && this.#rest(outcome, headers) === undefined
  }

  /** Tells health what the outcome says about the upstream. */
  settle(outcome: AttemptOutcome, headers: Reply['headers']): void {
    if (this.#settled) return
    this.#settled = true
    const { deps, input } = this.context
    const { service, method, path } = input
    const { name } = this.plan.upstream
    const { blame } = rowOf(outcome)
    if (blame === 'nothing' || service.isSideRequest(method, path)) deps.health.released(service.id, name)
    else if (blame === 'success') deps.health.succeeded(service.id, name)
    else deps.health.failed(service.id, name, this.#failure(outcome, headers))
  }

  /** Writes the attempt into the record. One that was never settled blames nobody. */
  close(outcome: AttemptOutcome): void {
    if (this.#closed) return
    this.#closed = true
    const { deps, input } = this.context
    const { number, upstream, reason } = this.plan
    if (!this.#settled) deps.health.released(input.service.id, upstream.name)
    const { trace } = input
    trace.attempt({
      number,
      upstream: upstream.name,
      url: trace.targetUrl ?? upstream.baseUrl,
      ...(trace.modelSent === undefined ? {} : { model: trace.modelSent }),
      startedAt: this.#startedAt,
      ...(this.#connectMs === undefined ? {} : { connectMs: this.#connectMs }),
      ...(this.#firstByteMs === undefined ? {} : { firstByteMs: this.#firstByteMs }),
      durationMs: this.#elapsed(),
      outcome,
      reason,
    })
  }

  /** The exchange has failed although its head looked good. Returns the code it is recorded with. */
  failExchange({ status }: Reply, outcome: AttemptOutcome, error?: Error): 'upstream-timeout' | 'upstream-broken' {
    const timedOut = error instanceof TransportError && error.kind === 'timeout'
    const code = timedOut ? 'upstream-timeout' : 'upstream-broken'
    const reason = error?.message ?? `Upstream "${this.plan.upstream.name}" ${describeOutcome(outcome)}`
    this.context.input.trace.verdict = { kind: 'failed', code, status, reason, why: failureReason(outcome) }
    return code
  }

  #failure(outcome: AttemptOutcome, headers: Reply['headers']): Failure {
    const restUntilThen = this.#rest(outcome, headers)
    const reason = failureReason(outcome)
    return restUntilThen === undefined ? { reason } : { reason, restUntil: restUntilThen }
  }

  #rest(outcome: AttemptOutcome, headers: Reply['headers']): number | undefined {
    if (outcome.kind !== 'refused') return undefined
    const maxMs = this.context.options.maxRestSeconds * 1000
    return restUntil({ status: outcome.status, headers, now: this.context.deps.clock.now(), maxMs })
  }

  #elapsed(): number {
    return Math.round(this.context.deps.clock.elapsed() - this.#begun)
  }
}

/** One try at one upstream: sends, looks whether the answer is one, and keeps account of how it ended. */
import { tap } from '../../codec/bytes/tap.ts'
import type { AttemptOutcome } from '../../contract/exchange.ts'
import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { BalancingOptions } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import { ANSWER_FAULTS, ENDING_FAULTS } from '../../protocol/judge/answer-faults.ts'
import { AttemptTrace } from '../exchange/attempt-trace.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Attempt, Limited } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import { AttemptAccount } from './attempt-account.ts'
import { canEndStream, endStream } from './end-stream.ts'
import { createEndWatch } from './end-watch.ts'
import { holdBack } from './hold-back.ts'
import { judgeRefusal } from './judge-refusal.ts'
import { outcomeOfError, outcomeOfStatus, rowOf } from './outcome.ts'
import { hearingRefusal, keepWords, leaveRefusal } from './refusal-words.ts'

export interface AttemptPlan {
  readonly number: number
  readonly upstream: Upstream
  readonly reason: ChoiceCode
  /** Model that a budget has it ask for. */
  readonly instead?: string
  /** Whether another upstream could still answer, so that the answer is held back until it is one. */
  readonly othersWait: boolean
  /** Whether more than one upstream was worth asking: a stream that breaks is then ended in the client's protocol. */
  readonly oneOfMany: boolean
  /** Whether another one could not serve the request, so that it matters whether this one says the same. */
  readonly isCompared: boolean
  /** Whether a refusal that says "try again" may be followed by one more try here before anybody is blamed. */
  readonly mayRepeat: boolean
}

/** `repeat`: the upstream asked for it; `repaired`: it has said what it refuses, and is asked without it. */
export type AgainReason = 'repeat' | 'repaired'

/** How an attempt stands when its head is known. */
export interface Tried {
  readonly attempt: Attempt
  readonly outcome: AttemptOutcome
  /** Why the same upstream is tried again at once; undefined when it is not. Nobody is blamed unless this is the last word. */
  readonly again: AgainReason | undefined
  /** What the client gets if this is the last word: the reply, or a throw of the wire's error. */
  readonly deliver: () => Reply
  /** Lets go of the answer. */
  readonly discard: () => void
}

export interface AttemptContext {
  readonly deps: Pick<ProxyDeps, 'clock' | 'health' | 'balances'>
  readonly request: Limited
  readonly next: Handler<Attempt>
  readonly options: BalancingOptions
}

export const tryUpstream = async (context: AttemptContext, plan: AttemptPlan): Promise<Tried> => {
  const { request, next } = context
  const attempt = begin(context, plan)
  const decides = isQuestion(request.asked.operation)
  const { deps, options } = context
  const account = new AttemptAccount({ deps, attempt, options, isQuestion: decides, mayRepeat: plan.mayRepeat })
  const trial: Trial = { context, plan, attempt, account, isQuestion: decides }
  try {
    const received = await next(attempt)
    account.headCame(received)
    const judged = { reply: received, outcome: received.outcome ?? outcomeOfStatus(received.status) }
    const { reply, outcome } = await judgeIfOthersWait(trial, judged)
    const isLast = !rowOf(outcome).next && reply.repairable !== true
    return isLast ? final(trial, reply, outcome) : refusal(trial, reply, outcome)
  } catch (error) {
    return failure(trial, error)
  }
}

const begin = ({ deps, request }: AttemptContext, { number, upstream, reason, instead }: AttemptPlan): Attempt => {
  const trace = new AttemptTrace({ number, upstream, reason, startedAt: deps.clock.now() })
  request.trace.begin(trace)
  return { request, upstream, trace, ...(instead === undefined ? {} : { instead }) }
}

/** An attempt under way, with all that its end is decided by. */
interface Trial {
  readonly context: AttemptContext
  readonly plan: AttemptPlan
  readonly attempt: Attempt
  readonly account: AttemptAccount
  readonly isQuestion: boolean
}

/** What was thrown on the way. What is not a failure of the wire goes on to whoever asked. */
const failure = ({ attempt, account }: Trial, error: unknown): Tried => {
  const outcome = outcomeOfError(error, 0)
  if (outcome === undefined || outcome.kind === 'abandoned') {
    account.close({ kind: 'abandoned' })
    throw error
  }
  account.settle(outcome, [])
  account.close(outcome)
  const deliver = (): never => {
    throw error
  }
  return { attempt, outcome, again: undefined, deliver, discard: () => undefined }
}

interface Judged {
  readonly reply: Reply
  readonly outcome: AttemptOutcome
}

/** While another upstream could answer, a success may still turn out to be none, and a 4xx not to be the client's. */
const judgeIfOthersWait = (trial: Trial, judged: Judged): Promise<Judged> | Judged => {
  const { othersWait, isCompared } = trial.plan
  if (othersWait && mustSaySomething(trial, judged.reply)) return judge(trial, judged)
  return (othersWait || isCompared) && isUnclear(trial, judged) ? judgeUnclear(trial, judged) : judged
}

/** Whether a refusal of a question may be the upstream's own, which its status does not tell. */
const isUnclear = ({ isQuestion }: Trial, { reply, outcome }: Judged): boolean =>
  isQuestion && reply.status >= 400 && outcome.kind === 'answered' && outcome.status >= 400

const judgeUnclear = async ({ context }: Trial, { reply: received, outcome }: Judged): Promise<Judged> => {
  const { signal, protocol } = context.request.head
  const waitMs = context.options.holdBackMs
  const { reply, meaning } = await judgeRefusal(received, { protocol: protocol.id, waitMs, signal })
  const status = outcome.kind === 'answered' ? outcome.status : received.status
  if (meaning === 'upstream') return { reply, outcome: { kind: 'refused', status } }
  return { reply, outcome: meaning === 'unable' ? { kind: 'answered', status, unable: true } : outcome }
}

const judge = async ({ context }: Trial, { reply, outcome }: Judged): Promise<Judged> => {
  const { signal, protocol } = context.request.head
  const { holdBackMs } = context.options
  const judgement = await holdBack(reply, { protocol, holdBackMs, signal })
  const { fault, bytes } = judgement
  return { reply: judgement.reply, outcome: fault === undefined ? outcome : { kind: 'broken', code: fault, bytes } }
}

/** Whether this is the answer to a question, which cannot be empty or an error with a good status, and nobody has judged it yet. */
const mustSaySomething = ({ isQuestion }: Trial, { status, outcome }: Reply): boolean =>
  isQuestion && outcome === undefined && status >= 200 && status < 300 && status !== 204

/** An answer that blames its upstream. Health hears of it at once; the record when it is known whether the client gets it. */
const refusal = ({ attempt, account }: Trial, received: Reply, outcome: AttemptOutcome): Tried => {
  const reply = isToldInWords(received, outcome) ? hearingRefusal(attempt, received) : received
  const again = reply.repairable === true ? 'repaired' : account.asksForRepeat(reply, outcome) ? 'repeat' : undefined
  if (again === undefined) account.settle(outcome, reply.headers)
  const close = (): void => account.close(outcome)
  return {
    attempt,
    outcome,
    again,
    discard: () => {
      close()
      leaveRefusal(attempt, reply)
    },
    deliver: () => {
      account.settle(outcome, reply.headers)
      if (outcome.kind === 'broken') account.failExchange(reply, outcome)
      const { ending = account.ending } = reply
      if (reply.body === undefined) {
        close()
        return { ...reply, ending }
      }
      return { ...reply, ending, body: tap(reply.body, { over: close }) }
    },
  }
}

/** Whether the answer itself says why it is none. */
const isToldInWords = ({ status }: Reply, outcome: AttemptOutcome): boolean =>
  status >= 400 || (outcome.kind === 'broken' && TOLD_IN_WORDS.has(outcome.code))

const TOLD_IN_WORDS: ReadonlySet<string> = new Set([
  ANSWER_FAULTS.errorBody,
  ANSWER_FAULTS.errorEvent,
  ENDING_FAULTS.errorEvent,
])

/** An answer that is passed on. Whether it counts for or against the upstream is decided at its end. */
const final = (trial: Trial, reply: Reply, outcome: AttemptOutcome): Tried => ({
  attempt: trial.attempt,
  outcome,
  again: undefined,
  discard: () => reply.body?.cancel(),
  deliver: () => watched(trial, reply, outcome),
})

const watched = (trial: Trial, received: Reply, outcome: AttemptOutcome): Reply => {
  const { account, context, plan } = trial
  const { protocol, id } = context.request.head
  const reply = viewed(received)
  const end = (ending: AttemptOutcome): void => {
    account.settle(ending, received.headers)
    account.close(ending)
  }
  if (reply === undefined) {
    end(outcome)
    return received
  }
  const watch = createEndWatch(reply, protocol)
  const bytes = (): number => reply.view.received()
  const brokenBy = (error: Error): AttemptOutcome =>
    outcomeOfError(error, bytes()) ?? { kind: 'broken', code: 'unknown', bytes: bytes() }
  const endingBy = (fault: string | undefined): AttemptOutcome =>
    fault === undefined ? outcome : { kind: 'broken', code: fault, bytes: bytes() }
  const body = tap(reply.body, {
    ended: () => {
      const fault = mustSaySomething(trial, reply) ? watch.fault() : undefined
      if (fault !== undefined && TOLD_IN_WORDS.has(fault)) keepWords(trial.attempt, watch.lastBytes())
      const failure = reply.failure?.()
      const ending = failure === undefined ? endingBy(fault) : brokenBy(failure)
      if (fault !== undefined || isToldAsGood(reply, outcome)) account.failExchange(reply, ending, failure)
      end(ending)
    },
    failed: (error) => end(brokenBy(error)),
    cancelled: () => end({ kind: 'abandoned' }),
  })
  const { ending } = account
  if (!plan.oneOfMany || !canEndStream(reply)) return { ...reply, body, ending }
  const terminal = (error: Error): string | undefined => {
    const code = account.failExchange(reply, brokenBy(error), error)
    return watch.saidError() ? undefined : protocol.errors.event({ code, message: error.message, requestId: id })
  }
  return { ...reply, ending, body: endStream(reply, body, { terminal }) }
}

/** A refusal that the client can be told with a good status only. */
const isToldAsGood = ({ status }: Reply, outcome: AttemptOutcome): boolean =>
  status < 400 && outcome.kind === 'answered' && outcome.status >= 400

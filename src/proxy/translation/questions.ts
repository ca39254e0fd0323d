/** Asks an upstream of another protocol a client's question, and gives its answer back in the client's. */

import { inSlices } from '../../codec/work/work.ts'
import type { Clock } from '../../contract/clock.ts'
import type { AttemptOutcome } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import { type ViewedReply, viewed } from '../../edge/viewed-reply.ts'
import { brokenOff, readProblem } from '../../protocol/canonical/answers/read-problem.ts'
import type { UpstreamProblem } from '../../protocol/canonical/problem.ts'
import type { Repair } from '../../protocol/canonical/repair.ts'
import { hostOf } from '../../protocol/canonical/upstream-profile.ts'
import { ANSWER_FAULTS, ENDING_FAULTS, REDIRECTS } from '../../protocol/judge/answer-faults.ts'
import { type AnswerOptions, answerContext, openAnswer } from '../../protocol/translate/answer.ts'
import { answerHeaders } from '../../protocol/translate/endpoint.ts'
import { findRepair } from '../../protocol/translate/find-repair.ts'
import { type ReadRequest, type UpstreamRequest, writeRequest } from '../../protocol/translate/request.ts'
import { describeOutcome, outcomeOfStatus } from '../attempts/outcome.ts'
import { kindOf } from '../attempts/reply-shape.ts'
import type { Metered, Outgoing, Translated } from '../exchange/exchange.ts'
import type { Handler } from '../exchange/handler.ts'
import { TransportError } from '../exchange/transport.ts'
import { foreignPost } from './foreign-request.ts'
import type { Lessons } from './lessons.ts'
import { noteLosses, noteRepairs } from './notes.ts'
import { problemReply } from './problem-reply.ts'
import { type Readings, refusalOf } from './readings.ts'
import { TranslatedBody } from './translated-body.ts'
import { wholeText } from './whole-text.ts'

export interface QuestionDeps {
  readonly clock: Clock
  readonly readings: Readings
  readonly lessons: Lessons
  readonly next: Handler<Translated>
}

/** A question as it was put to one upstream. */
export interface Asked {
  readonly outgoing: Outgoing
  readonly read: ReadRequest
  readonly written: UpstreamRequest
}

/** Puts what the client asked in the words of the upstream. Rejects with `Problem` `bad-request` where that cannot be done. */
export const putQuestion = async ({ clock, readings, lessons }: QuestionDeps, outgoing: Outgoing): Promise<Asked> => {
  const { request, upstream } = outgoing.attempt
  const read = await readings.of(request)
  const model = outgoing.model ?? read.generation.model
  const { hostname } = new URL(upstream.baseUrl)
  const profile = { host: hostOf(hostname), model, repairs: lessons.of(upstream, model) }
  const result = await inSlices(writeRequest(read, upstream.protocol, profile), clock)
  if (!result.ok) throw refusalOf(result.problem)
  return { outgoing, read, written: result.value }
}

export const createQuestions = (deps: QuestionDeps): ((outgoing: Outgoing) => Promise<Reply>) => {
  const repairs = createRepairs(deps.lessons)
  return async (outgoing) => {
    const asked = await putQuestion(deps, outgoing)
    const { read, written } = asked
    const { trace } = outgoing.attempt
    noteLosses(trace, [...read.losses, ...written.losses])
    noteRepairs(trace, written.profile.repairs)
    const reply = await deps.next(foreignPost(outgoing, written, { streams: read.generation.stream }))
    const translating = {
      clock: deps.clock,
      asked,
      options: answerOptions(deps, asked),
      repairs,
      readings: deps.readings,
    }
    return reply.status >= 200 && reply.status < 300 ? answered(translating, reply) : refused(translating, reply)
  }
}

const answerOptions = ({ clock }: QuestionDeps, { read, written }: Asked): AnswerOptions => ({
  request: read,
  upstream: written,
  created: Math.floor(clock.now() / 1000),
})

/** A question that is out, and what its answer is written with. */
interface Translating {
  readonly clock: Clock
  readonly asked: Asked
  readonly options: AnswerOptions
  readonly repairs: Repairs
  readonly readings: Readings
}

const told = ({ options }: Translating, reply: Reply, problem: UpstreamProblem, outcome: AttemptOutcome): Reply => {
  const { request } = options
  const place = { client: request.client, streams: request.generation.stream, context: answerContext(options) }
  return problemReply({ problem, place, reply, outcome })
}

const refused = async (translating: Translating, reply: Reply): Promise<Reply> => {
  const { clock, asked, repairs } = translating
  const { request, upstream } = asked.outgoing.attempt
  const { status } = reply
  const text = await wholeText(reply, request.head.signal)
  const problem = readProblem(status < 400 ? 502 : status, text, upstream.name)
  const answer = told(translating, reply, problem, outcomeOfRefusal(status, problem))
  const repair = await inSlices(findRepair(asked.written, status, text), clock)
  return repairs.next(asked, repair) ? { ...answer, repairable: true } : answer
}

/** By the upstream's own status; but a conversation that is too long is too long, whatever its server calls it. */
const outcomeOfRefusal = (status: number, { kind }: UpstreamProblem): AttemptOutcome => {
  if (kind === 'context') return { kind: 'answered', status: 400 }
  return status < 400 ? { kind: 'broken', code: REDIRECTS, bytes: 0 } : outcomeOfStatus(status)
}

const answered = async (translating: Translating, received: Reply): Promise<Reply> => {
  const reply = viewed(received)
  const fail = (code: string, problem: UpstreamProblem, bytes: number): Reply =>
    told(translating, received, problem, { kind: 'broken', code, bytes })
  const { upstream } = translating.asked.outgoing.attempt
  if (reply === undefined)
    return fail(ANSWER_FAULTS.empty, brokenOff(`Upstream "${upstream.name}" answered nothing`), 0)
  if (kindOf(reply) === 'page') {
    reply.body.cancel()
    return fail(ANSWER_FAULTS.webPage, brokenOff(`Upstream "${upstream.name}" answered with a web page`), 0)
  }
  return translated(translating, reply, fail)
}

const translated = async (
  translating: Translating,
  reply: ViewedReply,
  fail: (code: string, problem: UpstreamProblem, bytes: number) => Reply,
): Promise<Reply> => {
  const { clock, options, asked } = translating
  const { request, trace, upstream } = asked.outgoing.attempt
  const translation = openAnswer(options)
  const body = await TranslatedBody.begin({
    clock,
    reply,
    translation,
    streams: options.request.generation.stream,
    signal: request.head.signal,
    whole: () => {
      trace.answerIsWhole = true
    },
    closed: () => noteLosses(trace, translation.losses),
  })
  const { problem } = translation
  const bytes = reply.view.received()
  if (problem !== undefined) {
    if (!isClients(problem)) return fail(faultOf(problem, bytes), problem, bytes)
    return told(translating, reply, problem, { kind: 'answered', status: problem.status })
  }
  translating.readings.forget(request)
  const { connectMs } = reply
  return {
    status: 200,
    statusMessage: '',
    headers: answerHeaders(reply.headers, translation.contentType),
    body: body.held.source,
    failure: () => body.failure ?? (translation.isUnended ? unended(upstream.name, reply.view.received()) : undefined),
    ...(connectMs === undefined ? {} : { connectMs }),
  }
}

/** What it lacks is on record as of an answer that is not translated, not as the error that the client is told. */
const unended = (upstream: string, bytes: number): TransportError => {
  const code = ENDING_FAULTS.noTerminal
  return new TransportError(
    'broken',
    code,
    `Upstream "${upstream}" ${describeOutcome({ kind: 'broken', code, bytes })}`,
  )
}

/** Whether another upstream would say the same. */
const isClients = ({ kind }: UpstreamProblem): boolean => kind === 'invalid' || kind === 'context'

const faultOf = ({ broken }: UpstreamProblem, bytes: number): string => {
  if (broken !== true) return ANSWER_FAULTS.errorEvent
  return bytes === 0 ? ANSWER_FAULTS.empty : ANSWER_FAULTS.cut
}

/** Which refusals are answered with another try: one of each request, and only where the upstream has said what it does not take. */
interface Repairs {
  /** Whether to ask once more; what was found is remembered for later requests in any case. */
  readonly next: (asked: Asked, found: Repair | undefined) => boolean
}

const createRepairs = (lessons: Lessons): Repairs => {
  const tried = new WeakMap<Metered, Repair>()
  return {
    next: ({ outgoing, written }, found) => {
      const { request, upstream } = outgoing.attempt
      const { model } = written.profile
      const before = tried.get(request)
      if (found !== undefined) lessons.learn(upstream, model, found)
      else if (before !== undefined) lessons.forget(upstream, model, before)
      if (found === undefined || before !== undefined) return false
      tried.set(request, found)
      return true
    },
  }
}

/**
 * Opens and closes the book on an exchange: whatever happens further down, it ends exactly once, as a record for the
 * journal and a `request_completed` for the live view. Turns every throw into a reply in the client's protocol.
 */
import { tap } from '../../codec/bytes/tap.ts'
import type { Outcome } from '../../contract/exchange.ts'
import { succeeded } from '../../contract/exchange.ts'
import { Problem, problemReply } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import { failureReason, outcomeOfError } from '../attempts/outcome.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Arrived } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { TransportError } from '../exchange/transport.ts'
import { announce } from '../observing/announce.ts'

export const observe =
  (deps: ProxyDeps): Layer<Arrived> =>
  (next) =>
  async (input) => {
    const begun = deps.clock.elapsed()
    const done = deps.openExchanges.begin()
    const end = (outcome: Outcome): void => finish(deps, input, { outcome, begun, done })
    try {
      const reply = await next(input)
      return watch(deps, input, { reply, begun, end })
    } catch (error) {
      const problem = asProblem(deps, input, error)
      if (problem === undefined) {
        end({ kind: 'abandoned', status: 499 })
        throw error
      }
      input.trace.verdict = problem.outcome
      return watch(deps, input, { reply: problemReply(input.service.dialect, problem, input.id), begun, end })
    }
  }

interface Watched {
  readonly reply: Reply
  readonly begun: number
  readonly end: (outcome: Outcome) => void
}

/** The reply with the request id on it, whose body reports how it ended. */
const watch = (deps: ProxyDeps, input: Arrived, { reply, begun, end }: Watched): Reply => {
  const { trace } = input
  const firstByteMs = Math.round(deps.clock.elapsed() - begun)
  trace.firstByteMs = firstByteMs
  announce(deps, input, trace.seed.requestHeaders)
  deps.bus.emit({
    type: 'request_streaming',
    request_id: input.id,
    service: input.service.id,
    timestamp: deps.isoTime(deps.clock.now()),
    status: 'STREAMING',
    status_code: reply.status,
    channel: trace.channel ?? 'unassigned',
    duration_ms: firstByteMs,
  })
  const delivered = (): Outcome => trace.verdict ?? { kind: 'delivered', status: reply.status }
  const headers = [...reply.headers, 'x-clp-request-id', input.id]
  if (reply.body === undefined) {
    end(delivered())
    return { ...reply, headers }
  }
  const body = tap(reply.body, {
    ended: () => end(delivered()),
    failed: (error) => end(brokenOutcome(error, reply.status)),
    cancelled: () => end({ kind: 'abandoned', status: 499 }),
  })
  return { ...reply, headers, body }
}

const brokenOutcome = (error: Error, status: number): Outcome => {
  const code = error instanceof TransportError && error.kind === 'timeout' ? 'upstream-timeout' : 'upstream-broken'
  const outcome = outcomeOfError(error, 0)
  const why = outcome === undefined ? {} : { why: failureReason(outcome) }
  return { kind: 'failed', code, status, reason: error.message, ...why }
}

/** What a throw means to the client; undefined when the client is no longer there. */
const asProblem = (deps: ProxyDeps, input: Arrived, error: unknown): Problem | undefined => {
  if (input.signal.aborted) return undefined
  if (error instanceof Problem) {
    deps.log.warn(input.service.id, `${input.method} ${input.trace.seed.path}: ${error.code}: ${error.message}`)
    return error
  }
  if (error instanceof TransportError) {
    if (error.kind === 'abandoned') return undefined
    deps.log.warn(input.service.id, `${input.method} ${input.trace.seed.path}: ${error.message}`)
    return transportProblem(error, input.trace.channel)
  }
  deps.log.error(
    input.service.id,
    `Unexpected failure in ${input.method} ${input.trace.seed.path} (request ${input.id})`,
    error,
  )
  return new Problem('internal', `CLP failed on this request; the daemon's log has the details under ${input.id}`)
}

const transportProblem = (error: TransportError, upstream: string | undefined): Problem => {
  const who = upstream === undefined ? 'The upstream' : `Upstream "${upstream}"`
  const outcome = outcomeOfError(error, 0)
  const options = outcome === undefined ? {} : { reason: failureReason(outcome) }
  switch (error.kind) {
    case 'unreachable':
      return new Problem('upstream-unreachable', `${who} cannot be reached (${error.code}): ${error.message}`, options)
    case 'timeout':
      return new Problem('upstream-timeout', `${who} did not answer in time: ${error.message}`, options)
    case 'broken':
    case 'abandoned':
      return new Problem('upstream-broken', `${who} broke off before it answered (${error.code})`, options)
  }
}

interface Finishing {
  readonly outcome: Outcome
  readonly begun: number
  /** The exchange is in the books. */
  readonly done: () => void
}

interface Ending {
  readonly outcome: Outcome
  readonly durationMs: number
}

/** Ends the exchange once. Counts of a compressed answer are waited for here, when the client has everything already. */
const finish = (deps: ProxyDeps, input: Arrived, { outcome, begun, done }: Finishing): void => {
  const { trace } = input
  if (!trace.seal()) return
  const ending = { outcome, durationMs: Math.round(deps.clock.elapsed() - begun) }
  const close = (): void => {
    try {
      conclude(deps, input, ending)
    } finally {
      done()
    }
  }
  if (trace.usagePending === undefined) close()
  else trace.usagePending.then(close).catch(() => undefined)
}

const conclude = (deps: ProxyDeps, input: Arrived, { outcome, durationMs }: Ending): void => {
  const { trace } = input
  announce(deps, input, trace.seed.requestHeaders)
  deps.bus.emit({
    type: 'request_completed',
    request_id: input.id,
    service: input.service.id,
    timestamp: deps.isoTime(deps.clock.now()),
    status: succeeded(outcome) ? 'COMPLETED' : 'FAILED',
    success: succeeded(outcome),
    status_code: outcome.status,
    channel: trace.channel ?? 'unassigned',
    duration_ms: durationMs,
    first_byte_ms: trace.firstByteMs ?? null,
    attempts: trace.attempts.length,
    response_bytes: trace.response.size,
    model: trace.modelSent ?? trace.modelAsked ?? null,
    usage: trace.usage?.usage ?? null,
    error: outcome.kind === 'failed' || outcome.kind === 'blocked' ? outcome.reason : null,
  })
  deps.record(trace.record(outcome, durationMs), trace.bodies())
  trace.letGo()
}

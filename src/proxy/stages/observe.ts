/**
 * Opens and closes the record of an exchange: whatever happens further down, it ends exactly once, as a record for the journal and a
 * `request_completed` for the live view. Turns every throw into a reply in the client's protocol.
 */
import { tap } from '../../codec/bytes/tap.ts'
import { redactHeaders, redactQuery, redactText } from '../../codec/http/redact.ts'
import { pathHoldsToken, withoutQueryTokens } from '../../codec/text/token.ts'
import { type ExchangeRecord, type Outcome, saidText, succeeded } from '../../contract/exchange.ts'
import { costView } from '../../contract/money/cost.ts'
import { REDACTED } from '../../contract/secret.ts'
import { Problem, problemReply } from '../../edge/problem.ts'
import type { Reply } from '../../edge/reply.ts'
import { isQuestion } from '../../protocol/common/protocol.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { pricesInForce } from '../../store/prices/prices-in-force.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Head, Observed, Opened } from '../exchange/exchange.ts'
import { ExchangeTrace } from '../exchange/exchange-trace.ts'
import type { Layer } from '../exchange/handler.ts'
import { TransportError } from '../exchange/transport.ts'
import { isMaskedFor } from '../mask-settings/masked-for.ts'
import { withoutRepeating } from '../masking/mask-request.ts'
import { brokenOutcome, transportProblem } from '../observing/transport-problem.ts'

export const observe =
  (deps: ProxyDeps): Layer<Opened, Observed> =>
  (next) =>
  async (input) => {
    const observed = { ...input, trace: traceOf(input.head) }
    const observation = new Observation(deps, observed)
    try {
      const reply = await next(observed)
      return reply.unrecorded === true ? observation.forget(reply) : observation.watch(reply)
    } catch (error) {
      const problem = asProblem(deps, observed, error)
      if (problem === undefined) {
        observation.end({ kind: 'abandoned', status: 499 })
        throw error
      }
      const { protocol, id } = input.head
      return observation.watch(problemReply(protocol.errors, problem, id))
    }
  }

const traceOf = ({ id, service, snapshot, method, path, query, address, startedAt, headers }: Head): ExchangeTrace =>
  new ExchangeTrace({
    id,
    service: service.id,
    method,
    path: pathHoldsToken(path) ? `/${REDACTED}` : redactText(path),
    query: redactQuery(withoutQueryTokens(query)),
    address,
    startedAt,
    requestHeaders: redactHeaders(mayHoldSecrets(snapshot, service.id) ? withoutRepeating(headers) : headers),
  })

/** Whether secrets are still to be taken out of what the head says. */
const mayHoldSecrets = (snapshot: Head['snapshot'], service: string): boolean =>
  isMaskedFor(snapshot.get(maskDocument), service) || snapshot.unusable(maskDocument) !== undefined

/** One exchange, from its first byte to its record. */
class Observation {
  readonly #deps: ProxyDeps
  readonly #input: Observed
  readonly #begun: number
  /** The exchange is on record. */
  readonly #done: () => void

  constructor(deps: ProxyDeps, input: Observed) {
    this.#deps = deps
    this.#input = input
    this.#begun = deps.clock.elapsed()
    this.#done = deps.openExchanges.begin()
  }

  /** An answer that is not to be recorded. */
  forget(reply: Reply): Reply {
    this.#done()
    return reply
  }

  /** The reply with the request id on it, whose body reports how it ended. */
  watch(reply: Reply): Reply {
    const { head, trace } = this.#input
    trace.firstByteMs = this.#elapsed()
    this.#tellStreaming(reply.status, trace.firstByteMs)
    const delivered = (): Outcome => reply.ending?.() ?? { kind: 'delivered', status: reply.status }
    const headers = [...reply.headers, 'x-clp-request-id', head.id]
    if (reply.body === undefined) {
      this.end(delivered())
      return { ...reply, headers }
    }
    const body = tap(reply.body, {
      ended: () => this.end(delivered()),
      failed: (error) => this.end(brokenOutcome(error, reply.status)),
      cancelled: () => this.end({ kind: 'abandoned', status: 499 }),
    })
    return { ...reply, headers, body }
  }

  /** Ends the exchange once. Counts and words that are still being read are waited for here, when the client has everything already. */
  end(outcome: Outcome): void {
    const { trace } = this.#input
    if (!trace.seal()) return
    const durationMs = this.#elapsed()
    const close = (): void => {
      try {
        this.#conclude(outcome, durationMs)
      } finally {
        this.#done()
      }
    }
    const { pending } = trace
    if (pending === undefined) close()
    else pending.then(close).catch(() => undefined)
  }

  #conclude(outcome: Outcome, durationMs: number): void {
    const { head, trace } = this.#input
    const record = trace.record(outcome, durationMs, pricesInForce(head.snapshot), this.#isSide())
    this.#tellCompleted(record)
    this.#deps.record(record, trace.bodies())
    this.#deps.budgets.settle(record)
    trace.letGo()
  }

  #tellStreaming(status: number, durationMs: number): void {
    const { head, trace } = this.#input
    this.#deps.bus.emit({
      type: 'request_streaming',
      request_id: head.id,
      service: head.service.id,
      timestamp: this.#now(),
      status: 'STREAMING',
      status_code: status,
      channel: trace.upstream ?? 'unassigned',
      duration_ms: durationMs,
    })
  }

  #tellCompleted(record: ExchangeRecord): void {
    const { head, trace } = this.#input
    const { outcome, durationMs, cost } = record
    this.#deps.bus.emit({
      type: 'request_completed',
      request_id: head.id,
      service: head.service.id,
      timestamp: this.#now(),
      status: succeeded(outcome) ? 'COMPLETED' : 'FAILED',
      success: succeeded(outcome),
      status_code: outcome.status,
      channel: trace.upstream ?? 'unassigned',
      duration_ms: durationMs,
      first_byte_ms: trace.firstByteMs ?? null,
      attempts: trace.attempts.length,
      response_bytes: trace.response.size,
      model: trace.model ?? null,
      side: this.#isSide(),
      usage: trace.telling?.usage?.usage ?? null,
      cost: cost === undefined ? null : costView(cost),
      error: whyFailed(record),
    })
  }

  /** Whether it asks no question; told by its address when it was refused before anybody had looked closer. */
  #isSide(): boolean {
    const { head, trace } = this.#input
    return !isQuestion(trace.asked?.operation ?? head.protocol.operationOf(head.method, head.path))
  }

  #now(): string {
    return this.#deps.isoTime(this.#deps.clock.now())
  }

  #elapsed(): number {
    return Math.round(this.#deps.clock.elapsed() - this.#begun)
  }
}

/** In the upstream's own words where there are any. */
const whyFailed = ({ outcome, attempts }: ExchangeRecord): string | null => {
  if (succeeded(outcome)) return null
  const said = attempts.at(-1)?.said
  if (said !== undefined) return saidText(said)
  return outcome.kind === 'failed' || outcome.kind === 'blocked' ? outcome.reason : null
}

/** What a throw means to the client; undefined when the client is no longer there. */
const asProblem = (deps: ProxyDeps, { head, trace }: Observed, error: unknown): Problem | undefined => {
  if (head.signal.aborted) return undefined
  const { id, service, method } = head
  const what = `${method} ${trace.seed.path}`
  if (error instanceof Problem) {
    deps.log.warn(service.id, `${what}: ${error.code}: ${error.message}`)
    return error
  }
  if (error instanceof TransportError) {
    if (error.kind === 'abandoned') return undefined
    deps.log.warn(service.id, `${what}: ${error.message}`)
    return transportProblem(error, trace.upstream)
  }
  deps.log.error(service.id, `Unexpected failure in ${what} (request ${id})`, error)
  return new Problem('internal', `CLP failed on this request; the daemon's log has the details under ${id}`)
}

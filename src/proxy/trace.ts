/** Everything that happens to one exchange, collected as it happens and sealed exactly once into its record. */
import type { Attempt, Captured, Change, ExchangeRecord, Outcome, RawHeaders } from '../contract/exchange.ts'
import type { UsageReading } from '../contract/usage.ts'

export interface TraceSeed {
  readonly id: string
  readonly service: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly address: string
  readonly startedAt: number
  /** Redacted. */
  readonly requestHeaders: RawHeaders
  readonly request: Captured
}

const NOTHING: Captured = { chunks: [], truncated: false, size: 0 }

/** Only grows; `seal` closes it. Later writes are ignored, so that a late byte cannot change a finished record. */
export class Trace {
  readonly seed: TraceSeed
  token: string | undefined
  session: string | undefined
  modelAsked: string | undefined
  modelSent: string | undefined
  /** Upstream of the latest attempt; `whitelist` and `blocked` for requests that never reach one. */
  channel: string | undefined
  /** Full target of the latest attempt, credentials removed. */
  targetUrl: string | undefined
  firstByteMs: number | undefined
  usage: UsageReading | undefined
  sent: Captured | undefined
  sentHeaders: RawHeaders | undefined
  responseHeaders: RawHeaders = []
  response: Captured = NOTHING
  /** Set where the exchange is refused or fails; tells `observe` how it ended when a reply of our own goes out. */
  verdict: Outcome | undefined
  readonly attempts: Attempt[] = []
  readonly changes: Change[] = []
  #sealed = false

  constructor(seed: TraceSeed) {
    this.seed = seed
  }

  get sealed(): boolean {
    return this.#sealed
  }

  attempt(attempt: Attempt): void {
    if (!this.#sealed) this.attempts.push(attempt)
  }

  change(change: Change): void {
    if (!this.#sealed) this.changes.push(change)
  }

  /** Closes the trace. Undefined when it was closed before: an exchange ends once. */
  seal(outcome: Outcome, durationMs: number): ExchangeRecord | undefined {
    if (this.#sealed) return undefined
    this.#sealed = true
    return {
      ...this.seed,
      ...(this.token === undefined ? {} : { token: this.token }),
      ...(this.session === undefined ? {} : { session: this.session }),
      model: {
        ...(this.modelAsked === undefined ? {} : { asked: this.modelAsked }),
        ...(this.modelSent === undefined ? {} : { sent: this.modelSent }),
      },
      ...(this.channel === undefined ? {} : { upstream: this.channel }),
      ...(this.firstByteMs === undefined ? {} : { firstByteMs: this.firstByteMs }),
      durationMs,
      attempts: this.attempts,
      changes: this.changes,
      outcome,
      ...(this.usage === undefined ? {} : { usage: this.usage }),
      ...(this.sent === undefined ? {} : { sent: this.sent }),
      ...(this.sentHeaders === undefined ? {} : { sentHeaders: this.sentHeaders }),
      responseHeaders: this.responseHeaders,
      response: this.response,
    }
  }
}

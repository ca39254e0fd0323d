/** Everything that happens to one exchange, collected as it happens and sealed exactly once into its record. */
import { Body } from '../../codec/bytes/body.ts'
import type { Hold } from '../../codec/bytes/leased-bytes.ts'
import type { Attempt, Captured, Change, ExchangeRecord, Outcome, RawHeaders } from '../../contract/exchange.ts'
import type { UsageReading } from '../../contract/usage.ts'
import type { RequestBodies } from '../../store/records/request-bodies.ts'
import { keep } from './recorded-body.ts'

export interface TraceSeed {
  readonly id: string
  readonly service: string
  readonly method: string
  /** Redacted. */
  readonly path: string
  /** Redacted. */
  readonly query: string
  readonly address: string
  readonly startedAt: number
  /** Redacted. */
  readonly requestHeaders: RawHeaders
}

const NOTHING: Captured = { chunks: [], truncated: false, size: 0 }

/** Grows until `seal` closes it; what comes later is ignored, so that a late byte cannot change a finished record. */
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
  /** Body as sent, where it differs from the one received. */
  sent: Body | undefined
  sentHeaders: RawHeaders | undefined
  responseHeaders: RawHeaders = []
  response: Captured = NOTHING
  /** Set where the exchange is refused or fails; tells `observe` how it ended when a reply of our own goes out. */
  verdict: Outcome | undefined
  /** Whether the live view has heard of this exchange. */
  announced = false
  readonly attempts: Attempt[] = []
  readonly changes: Change[] = []
  #sealed = false

  constructor(seed: TraceSeed) {
    this.seed = seed
  }

  /** Nothing until it was allowed in. */
  #received = Body.empty
  #keptBytes = 0
  /** The exchange's own part in the memory of the request's bodies, until it is recorded. */
  #hold: Hold | undefined

  /** Set while the counts of a compressed answer are still being read, off the client's path. */
  usagePending: Promise<void> | undefined

  /** Takes the counts over, now or when they are known. */
  settleUsage(reading: UsageReading | undefined | Promise<UsageReading | undefined>): void {
    if (!(reading instanceof Promise)) {
      this.usage = reading
      return
    }
    this.usagePending = reading.then(
      (known) => {
        this.usage = known
      },
      () => undefined,
    )
  }

  /** Takes the body in as received. `keptBytes`: how many bytes of it, and of the one that is sent, the record keeps. */
  receive(body: Body, keptBytes: number): void {
    this.#hold = body.memory.retain()
    this.#received = body
    this.#keptBytes = keptBytes
  }

  /** What the record's keeper needs to know of the request's bodies. */
  bodies(): RequestBodies {
    const shared = this.sent?.sharedWith(this.#received)
    return shared === undefined ? { memory: this.#received.memory } : { memory: this.#received.memory, shared }
  }

  /** The exchange needs the request's bytes no more: others who still do hold them themselves. */
  letGo(): void {
    this.#hold?.release()
    this.#hold = undefined
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

  /** Closes the trace: true the first time only, for an exchange ends once. */
  seal(): boolean {
    const first = !this.#sealed
    this.#sealed = true
    return first
  }

  /** What is known, as the journal keeps it. Set field by field: spreading optional ones costs 9 µs of each request. */
  record(outcome: Outcome, durationMs: number): ExchangeRecord {
    const { id, service, method, path, query, address, startedAt, requestHeaders } = this.seed
    const { attempts, changes, responseHeaders, response } = this
    const model: Writable<ExchangeRecord['model']> = {}
    if (this.modelAsked !== undefined) model.asked = this.modelAsked
    if (this.modelSent !== undefined) model.sent = this.modelSent
    const record: Writable<ExchangeRecord> = {
      id,
      service,
      method,
      path,
      query,
      address,
      startedAt,
      requestHeaders,
      model,
      durationMs,
      request: keep(this.#received, this.#keptBytes),
      attempts,
      changes,
      outcome,
      responseHeaders,
      response,
    }
    if (this.token !== undefined) record.token = this.token
    if (this.session !== undefined) record.session = this.session
    if (this.channel !== undefined) record.upstream = this.channel
    if (this.firstByteMs !== undefined) record.firstByteMs = this.firstByteMs
    if (this.usage !== undefined) record.usage = this.usage
    if (this.sent !== undefined) record.sent = keep(this.sent, this.#keptBytes)
    if (this.sentHeaders !== undefined) record.sentHeaders = this.sentHeaders
    return record
  }
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] }

/** Everything that happens to one exchange, collected as it happens and sealed exactly once into its record. */
import { LARGE_BODY } from '../../codec/bytes/release-buffers.ts'
import type { Attempt, Captured, Change, ExchangeRecord, Outcome, RawHeaders } from '../../contract/exchange.ts'
import type { UsageReading } from '../../contract/usage.ts'

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
  /** Body as received, as far as it is kept; nothing until it was allowed in. */
  request: Captured = NOTHING
  /** All of the body as received. */
  received: readonly Uint8Array[] = []
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
  sent: Captured | undefined
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

  /** Sockets that may still read the request's bytes: put on a wire, and not yet left with the operating system whole or given up. */
  sending = 0

  /** How many beside the request's path read its bytes. */
  #readers = 0

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

  /** Whether a socket or somebody beside the request's path still reads the request's bytes. */
  get inUse(): boolean {
    return this.sending > 0 || this.#readers > 0
  }

  /** Runs `work`, which reads the request's bytes: they stay as they are until it has settled. */
  async reading<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#readers += 1
    try {
      return await work()
    } finally {
      this.#readers -= 1
    }
  }

  /** Keeps the request's bodies in another form from now on. Returns the chunks that are not needed any more, none once it is closed. */
  replaceBodies(to: { readonly request: Captured; readonly sent: Captured | undefined }): readonly Uint8Array[] {
    if (this.#sealed) return []
    const { received, sent } = this
    this.received = []
    this.request = to.request
    this.sent = to.sent
    return [...received, ...(sent?.chunks ?? [])]
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
    const spent = this.#isSpent()
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
      request: spent ? asSpent(this.request) : this.request,
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
    if (this.sent !== undefined) record.sent = spent ? asSpent(this.sent) : this.sent
    if (this.sentHeaders !== undefined) record.sentHeaders = this.sentHeaders
    return record
  }

  /**
   * Chunks of the received body that are not in the record and that nobody needs any more: none, unless the body is so large that
   * giving its memory back costs less than having it collected.
   */
  leftOver(): readonly Uint8Array[] {
    const { received, request, sent } = this
    if (received.length <= request.chunks.length || request.size < LARGE_BODY || !this.#isSpent()) return []
    // What was sent lies in the same memory, and may be kept further than what was received.
    return sent === undefined || sent.chunks.length === 0 ? received.slice(request.chunks.length) : []
  }

  /** Whether nobody holds the request's bytes any more: no retry will send them, no socket and no decoder is still reading them. */
  #isSpent(): boolean {
    return this.#sealed && !this.inUse
  }
}

/** Field by field where it can be: spreading costs 20 µs of each small request (docs/decisions/0015). */
const asSpent = (body: Captured): Captured => {
  const { chunks, truncated, size } = body
  return body.packed === undefined && body.between === undefined
    ? { chunks, truncated, size, spent: true }
    : { ...body, spent: true }
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] }

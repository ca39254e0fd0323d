/** What is told of one exchange, collected as it happens and sealed exactly once into its record. Nobody decides by it. */
import { Body } from '../../codec/bytes/body.ts'
import type { Hold } from '../../codec/bytes/leased-bytes.ts'
import type { Captured, Change, ExchangeRecord, Outcome, RawHeaders } from '../../contract/exchange.ts'
import type { PriceBook } from '../../protocol/pricing/price-book.ts'
import type { RequestBodies } from '../../store/records/request-bodies.ts'
import type { Asked } from './asked.ts'
import type { AttemptTrace } from './attempt-trace.ts'
import { attemptCost, billedOf } from './billing.ts'
import { captureOf } from './recorded-body.ts'

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
export class ExchangeTrace {
  readonly seed: TraceSeed
  token: string | undefined
  asked: Asked | undefined
  /** What answered instead of an upstream, in the words of the live view. */
  answeredBy: 'whitelist' | 'blocked' | undefined
  /** ms from the start until the client was given the head of the answer. */
  firstByteMs: number | undefined
  /** Redacted. */
  requestHeaders: RawHeaders
  responseHeaders: RawHeaders = []
  response: Captured = NOTHING
  readonly attempts: AttemptTrace[] = []
  /** The attempt whose answer the client gets. */
  delivered: AttemptTrace | undefined
  readonly changes: Change[] = []
  /** Body as received; nothing until it was allowed in. */
  #received = Body.empty
  #keptBytes = 0
  #withheld = false
  /** The exchange's own part in the memory of the request's bodies, until it is recorded. */
  #hold: Hold | undefined
  #sealed = false

  constructor(seed: TraceSeed) {
    this.seed = seed
    this.requestHeaders = seed.requestHeaders
  }

  begin(attempt: AttemptTrace): void {
    if (!this.#sealed) this.attempts.push(attempt)
  }

  change(change: Change): void {
    if (!this.#sealed) this.changes.push(change)
  }

  /** The attempt whose facts stand for the whole exchange: the delivered one, or the latest as long as there is none. */
  get telling(): AttemptTrace | undefined {
    return this.delivered ?? this.attempts.at(-1)
  }

  /** Takes the body in as received. `keptBytes`: how many bytes of it, and of the one that is sent, the record keeps. */
  receive(body: Body, keptBytes: number): void {
    this.#hold = body.memory.retain()
    this.#received = body
    this.#keptBytes = keptBytes
  }

  /** Keeps no body of this exchange: a secret may stand in it. */
  withhold(): void {
    this.#withheld = true
  }

  get withheld(): boolean {
    return this.#withheld
  }

  /** Body as sent by the telling attempt, where it differs from the one received. */
  get #sent(): Body | undefined {
    const body = this.telling?.sentTo?.body
    return body === this.#received ? undefined : body
  }

  /** What the record's keeper needs to know of the request's bodies. */
  bodies(): RequestBodies {
    const { memory } = this.#received
    const shared = this.#sent?.sharedWith(this.#received)
    return shared === undefined ? { memory } : { memory, shared }
  }

  /** The exchange needs the request's bytes no more: others who still do hold them themselves. */
  letGo(): void {
    this.#hold?.release()
    this.#hold = undefined
  }

  /** Upstream of the telling attempt, or what answered instead of one. */
  get upstream(): string | undefined {
    return this.telling?.seed.upstream.name ?? this.answeredBy
  }

  /** Model as sent, else as it was asked for. */
  get model(): string | undefined {
    return this.telling?.model ?? this.asked?.model
  }

  /** Set while counts or words of an answer are still being read off the client's path. */
  get pending(): Promise<unknown> | undefined {
    const reading = this.attempts.flatMap(({ usagePending, refusalPending }) =>
      [usagePending, refusalPending].filter((one) => one !== undefined),
    )
    return reading.length === 0 ? undefined : Promise.all(reading)
  }

  /** Closes the trace: true the first time only, for an exchange ends once. */
  seal(): boolean {
    const first = !this.#sealed
    this.#sealed = true
    return first
  }

  /** What is known, as the journal keeps it, priced by the book. Set field by field: spreading optional ones costs 9 µs of each request. */
  record(outcome: Outcome, durationMs: number, book: PriceBook, isSide = false): ExchangeRecord {
    const { id, service, method, path, query, address, startedAt } = this.seed
    const { requestHeaders, response, responseHeaders, telling, upstream } = this
    const keptBytes = this.#withheld ? 0 : this.#keptBytes
    const billing = { book, service, method, asked: this.asked, startedAt }
    const record: Writable<ExchangeRecord> = {
      id,
      service,
      method,
      path,
      query,
      address,
      startedAt,
      requestHeaders,
      model: modelOf(this),
      durationMs,
      request: captureOf(this.#received, keptBytes),
      attempts: this.attempts.flatMap(
        (attempt) => attempt.record(attempt === telling ? undefined : billedOf(billing, attempt), this.#withheld) ?? [],
      ),
      changes:
        telling === undefined || telling.changes.length === 0 ? this.changes : [...this.changes, ...telling.changes],
      outcome,
      responseHeaders,
      response,
    }
    if (isSide) record.side = true
    if (this.token !== undefined) record.token = this.token
    if (this.asked?.session !== undefined) record.session = this.asked.session
    if (upstream !== undefined) record.upstream = upstream
    if (this.firstByteMs !== undefined) record.firstByteMs = this.firstByteMs
    const usage = telling?.usage
    if (usage !== undefined) record.usage = usage
    if (telling !== undefined) record.cost = attemptCost(billing, telling)
    const sentTo = telling?.sentTo
    if (sentTo !== undefined) record.sentHeaders = sentTo.headers
    const sent = this.#sent
    if (sent !== undefined) record.sent = captureOf(sent, keptBytes)
    return record
  }
}

const modelOf = ({ asked, telling }: ExchangeTrace): ExchangeRecord['model'] => {
  const model: Writable<ExchangeRecord['model']> = {}
  if (asked?.model !== undefined) model.asked = asked.model
  if (telling?.model !== undefined) model.sent = telling.model
  return model
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] }

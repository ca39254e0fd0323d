/** What happens to one attempt and to no other: where it went, what was sent, what came of it. */
import type { Body } from '../../codec/bytes/body.ts'
import type { AttemptOutcome, Attempt as AttemptRecord, Billed, Change, RawHeaders } from '../../contract/exchange.ts'
import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { UsageReading } from '../../contract/usage.ts'
import type { RefusalText } from './refusal-text.ts'

export interface AttemptSeed {
  /** Counted from 1. */
  readonly number: number
  readonly upstream: Upstream
  /** Why this upstream was chosen. */
  readonly reason: ChoiceCode
  /** ms since 1970. */
  readonly startedAt: number
}

/** Where a request went, as it may be shown: credentials removed. */
export interface SentTo {
  readonly url: string
  readonly headers: RawHeaders
  readonly body: Body
}

/** Grows until it is closed with its outcome. */
export class AttemptTrace {
  readonly seed: AttemptSeed
  /** Model as sent. */
  model: string | undefined
  sentTo: SentTo | undefined
  /** ms from the start until the connection stood; absent for a reused one. */
  connectMs: number | undefined
  /** ms from the start until the response head. */
  firstByteMs: number | undefined
  /** Edits made for this upstream alone. */
  readonly changes: Change[] = []
  /** Whether the answer said its last word, however its bytes end: an upstream may linger after it, and is let go of. */
  answerIsWhole = false
  /** What the upstream says by an answer that is a refusal, as far as it has come. */
  refusal: RefusalText | undefined
  /** Set while that is still being read of an answer that nobody gets. */
  refusalPending: Promise<void> | undefined
  /** Set while counts are still being read off the client's path. */
  usagePending: Promise<void> | undefined
  #usage: UsageReading | undefined
  #outcome: AttemptOutcome | undefined
  #durationMs = 0

  constructor(seed: AttemptSeed) {
    this.seed = seed
  }

  /** Knows while `read` goes on reading, until it says that it is done. */
  readRefusal(read: (done: () => void) => void): void {
    let isDone = false
    this.refusalPending = new Promise((resolve) => {
      read(() => {
        isDone = true
        this.refusalPending = undefined
        resolve()
      })
    })
    if (isDone) this.refusalPending = undefined
  }

  /** Takes the counts over, now or when they are known. */
  settleUsage(reading: UsageReading | undefined | Promise<UsageReading | undefined>): void {
    if (!(reading instanceof Promise)) {
      this.#usage = reading
      return
    }
    this.usagePending = reading.then(
      (known) => {
        this.#usage = known
      },
      () => undefined,
    )
  }

  /** Token counts of the answer. Those of one that broke are what had come until then, however its bytes ended. */
  get usage(): UsageReading | undefined {
    const usage = this.#usage
    return usage === undefined || usage.partial || this.#outcome?.kind !== 'broken'
      ? usage
      : { ...usage, partial: true }
  }

  get outcome(): AttemptOutcome | undefined {
    return this.#outcome
  }

  /** Writes down how it ended: true the first time only. */
  close(outcome: AttemptOutcome, durationMs: number): boolean {
    if (this.#outcome !== undefined) return false
    this.#outcome = outcome
    this.#durationMs = durationMs
    return true
  }

  /** As the record keeps it; undefined while it has not ended. `billed`: what it may have cost although nobody got its answer. `isWithheld`: nothing that may repeat the request is kept. */
  record(billed?: Billed, isWithheld = false): AttemptRecord | undefined {
    const outcome = this.#outcome
    if (outcome === undefined) return undefined
    const said = isWithheld ? undefined : this.refusal?.said()
    const { number, upstream, reason, startedAt } = this.seed
    return {
      number,
      upstream: upstream.name,
      url: this.sentTo?.url ?? upstream.baseUrl,
      ...(this.model === undefined ? {} : { model: this.model }),
      startedAt,
      ...(this.connectMs === undefined ? {} : { connectMs: this.connectMs }),
      ...(this.firstByteMs === undefined ? {} : { firstByteMs: this.firstByteMs }),
      durationMs: this.#durationMs,
      outcome,
      reason,
      ...(said === undefined ? {} : { said }),
      ...(billed === undefined ? {} : { billed }),
    }
  }
}

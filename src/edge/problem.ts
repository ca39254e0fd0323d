/** CLP's own failures as an error class, and as a reply in the dialect of the client that has to read it. */
import { bytesSource } from '../codec/bytes/byte-source.ts'
import type { Outcome, RawHeaders } from '../contract/exchange.ts'
import { type ProblemCode, statusOf } from '../contract/problem.ts'
import { inEnglish } from '../contract/reason/messages/in-english.ts'
import type { KnownReason } from '../contract/reason/reasons.ts'
import type { ProblemWriter } from '../protocol/common/protocol.ts'
import type { Reply } from './reply.ts'

export interface ProblemOptions {
  /** Status instead of the catalogue's (an endpoint rule's own). */
  readonly status?: number
  /** Extra response headers, flat: `retry-after` and the like. */
  readonly headers?: RawHeaders
  /** What the message says, for readers of other languages; absent where the code says it all. */
  readonly reason?: KnownReason
  /** How the record says it ended; `failed` with this code when absent. */
  readonly outcome?: Outcome
  readonly cause?: unknown
  /** Further top-level members of the error object, where that is JSON. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** Anything CLP answers by itself. `message` is for people: what could not be done and what to do; never a secret. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly headers: RawHeaders
  readonly reason: KnownReason | undefined
  readonly outcome: Outcome
  readonly extra: Readonly<Record<string, unknown>> | undefined

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = options.status ?? statusOf(code)
    this.headers = options.headers ?? []
    this.reason = options.reason
    this.outcome = options.outcome ?? failedOutcome(this)
    this.extra = options.extra
  }
}

/** A problem that says a reason and nothing else, in English to readers that know no reasons. */
export const problemFor = (code: ProblemCode, reason: KnownReason, options: ProblemOptions = {}): Problem =>
  new Problem(code, inEnglish(reason), { ...options, reason })

const failedOutcome = ({ code, status, message, reason }: Problem): Outcome => {
  const outcome = { kind: 'failed', code, status, reason: message } as const
  return reason === undefined ? outcome : { ...outcome, why: reason }
}

/** The reply a client gets for a problem, in the words `write` gives it. */
export const problemReply = (write: ProblemWriter, problem: Problem, requestId: string): Reply => {
  const { contentType, body } = write({
    code: problem.code,
    status: problem.status,
    message: problem.message,
    requestId,
  })
  const bytes = Buffer.from(problem.extra === undefined ? body : withMembers(body, problem.extra), 'utf8')
  return {
    status: problem.status,
    statusMessage: '',
    headers: [
      'content-type',
      contentType,
      'content-length',
      String(bytes.byteLength),
      'x-clp-problem',
      problem.code,
      ...problem.headers,
    ],
    body: bytesSource([bytes]),
  }
}

const withMembers = (body: string, extra: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...(JSON.parse(body) as Record<string, unknown>), ...extra })

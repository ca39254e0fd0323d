/** CLP's own failures as an error class, and as a reply in the dialect of the client that has to read it. */
import { bytesSource } from '../codec/bytes/byte-source.ts'
import type { Outcome, RawHeaders } from '../contract/exchange.ts'
import { type ProblemCode, statusOf } from '../contract/problem.ts'
import { inEnglish } from '../contract/reason/messages/in-english.ts'
import type { KnownReason } from '../contract/reason/reasons.ts'
import type { LimitReached } from '../protocol/common/limit-form.ts'
import type { ErrorForm } from '../protocol/common/protocol.ts'
import type { Reply } from './reply.ts'

export interface ProblemOptions {
  /** Status instead of the catalogue's or the protocol's (an endpoint rule's own). */
  readonly status?: number
  /** Extra response headers, flat: `retry-after` and the like. */
  readonly headers?: RawHeaders
  /** What the message says, for readers of other languages; absent where the code says it all. */
  readonly reason?: KnownReason
  /** How the record says it ended; `failed` with this code when absent. */
  readonly outcome?: Outcome
  readonly cause?: unknown
  /** Whether asking again would be told the same, so that clients need not; told by the code when absent. */
  readonly lasting?: boolean
  /** Further top-level members of the error object, where that is JSON. */
  readonly extra?: Readonly<Record<string, unknown>>
  /** The limit that is reached, for the client's own way of saying so. */
  readonly limit?: LimitReached
}

/** Anything CLP answers by itself. `message` is for people: what could not be done and what to do; never a secret. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  /** Whether the status was chosen for this very problem. */
  readonly hasOwnStatus: boolean
  readonly lasting: boolean
  readonly headers: RawHeaders
  readonly reason: KnownReason | undefined
  readonly outcome: Outcome
  readonly extra: Readonly<Record<string, unknown>> | undefined
  readonly limit: LimitReached | undefined

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = options.status ?? statusOf(code)
    this.hasOwnStatus = options.status !== undefined
    this.lasting = options.lasting ?? LASTING.has(code)
    this.headers = options.headers ?? []
    this.reason = options.reason
    this.outcome = options.outcome ?? failedOutcome(this)
    this.extra = options.extra
    this.limit = options.limit
  }
}

/** What a person has to mend, or a rule has decided. */
const LASTING: ReadonlySet<ProblemCode> = new Set([
  'unauthenticated',
  'endpoint-blocked',
  'content-refused',
  'filter-failed',
  'config-unusable',
  'loop-detected',
  'budget-exceeded',
])

/** A problem that says a reason and nothing else, in English to readers that know no reasons. */
export const problemFor = (code: ProblemCode, reason: KnownReason, options: ProblemOptions = {}): Problem =>
  new Problem(code, inEnglish(reason), { ...options, reason })

const failedOutcome = ({ code, status, message, reason }: Problem): Outcome => {
  const outcome = { kind: 'failed', code, status, reason: message } as const
  return reason === undefined ? outcome : { ...outcome, why: reason }
}

/** The status a client gets for a problem: its own where it has one, else that of the client's protocol, else the usual one. */
export const statusFor = (
  errors: Pick<ProblemForm, 'statusOf'>,
  { code, status, hasOwnStatus }: Pick<Problem, 'code' | 'status' | 'hasOwnStatus'>,
): number => (hasOwnStatus ? status : (errors.statusOf?.(code) ?? status))

/** The reply a client gets for a problem, in the words and with the status that its protocol has for it. */
export const problemReply = (errors: ProblemForm, problem: Problem, requestId: string): Reply => {
  const { code, message, lasting, limit } = problem
  const status = statusFor(errors, problem)
  const { contentType, body, headers = [] } = errors.write({ code, status, message, requestId, lasting, limit })
  const bytes = Buffer.from(problem.extra === undefined ? body : withMembers(body, problem.extra), 'utf8')
  return {
    status,
    statusMessage: '',
    headers: [
      'content-type',
      contentType,
      'content-length',
      String(bytes.byteLength),
      'x-clp-problem',
      code,
      // Read by the SDKs of Anthropic and OpenAI; without it Claude Code asks eleven times in three minutes.
      ...(lasting ? ['x-should-retry', 'false'] : []),
      ...problem.headers,
      ...headers,
    ],
    body: bytesSource([bytes]),
    // The record says what the client saw.
    ending: () => ({ ...problem.outcome, status }) as Outcome,
  }
}

type ProblemForm = Pick<ErrorForm, 'write' | 'statusOf'>

const withMembers = (body: string, extra: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...(JSON.parse(body) as Record<string, unknown>), ...extra })

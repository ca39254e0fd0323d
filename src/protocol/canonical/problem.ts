/** What went wrong at the upstream, or with the request, in one form for all protocols. */

/** What a problem means to a client; each protocol has its own words and status for it. */
export type ProblemKind =
  | 'invalid'
  | 'context'
  | 'auth'
  | 'billing'
  | 'permission'
  | 'not-found'
  | 'too-large'
  | 'rate'
  | 'server'
  | 'overload'
  | 'timeout'

export interface UpstreamProblem {
  readonly kind: ProblemKind
  /** HTTP status the upstream answered with, or the one its words amount to. */
  readonly status: number
  /** The upstream's own text, whole: clients match its wording. */
  readonly message: string
  readonly code?: string | undefined
  /** The parameter of the request that the upstream names, by the upstream's own name. */
  readonly parameter?: string | undefined
  /** Seconds, rounded up, from the upstream's own words only. */
  readonly retryAfter?: number | undefined
  /** Whether the answer ended without saying that it did. */
  readonly broken?: boolean | undefined
}

/** Characters of a message that are searched for words; it is told whole. */
export const LOOKED_AT = 4000

/** The status a client is answered with, unless its protocol has another for the kind. */
export const statusFor = ({ kind, status }: UpstreamProblem): number => {
  if (kind === 'context' || status === 422) return 400
  return kind === 'server' && status < 500 ? 502 : status
}

/** A request that cannot be translated; the client is told why and nothing is sent. */
export class Refusal extends Error {
  /** The parameter that cannot be translated, when there is one. */
  readonly parameter: string | undefined
  readonly code: string | undefined

  constructor(message: string, parameter?: string, code?: string) {
    super(message)
    this.name = 'Refusal'
    this.parameter = parameter
    this.code = code
  }
}

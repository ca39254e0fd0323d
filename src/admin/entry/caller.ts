/** Finds out who asks: the user's own command line, somebody with a token or a session, or anybody while access is off. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { type Problem, problemFor } from '../../edge/problem.ts'
import { refusal, shownIn } from '../../proxy/stages/authenticate.ts'
import type { Access, AccessDecision, ShownCredentials } from '../../store/access/access.ts'
import { shownToken } from '../../store/access/access-control.ts'
import { type CookieScope, cookieName, sessionShown } from './session-shown.ts'
import type { SessionProof, SignIns } from './sign-ins.ts'

export type Caller =
  /** The command line, with this run's control key. */
  | { readonly kind: 'control' }
  /** Access is off. */
  | { readonly kind: 'anybody' }
  /** Name of the token. */
  | { readonly kind: 'token'; readonly name: string }

export type CallerDecision =
  | { readonly kind: 'in'; readonly caller: Caller }
  | { readonly kind: 'out'; readonly problem: Problem }

export interface Shown {
  readonly headers: RawHeaders
  /** Raw, without `?`. */
  readonly query: string
  /** Peer, for throttling. */
  readonly address: string
  /** Whether it came over TLS, by the word of a trusted proxy. */
  readonly secure: boolean
}

export interface Authenticator {
  /** Decides for a request to `service` (`ui`, or the service whose live events are asked for). */
  readonly admit: (shown: Shown, service: string) => CallerDecision
  /** Decides again about a caller who was let in and stays, such as a live socket; counts nothing as a failure. */
  readonly admitAgain: (shown: Shown, service: string) => CallerDecision
  /** Decides for a request about the token itself that it shows, whatever that is for. */
  readonly admitMember: (shown: Shown) => CallerDecision
  /** The token a request would be let in with, though access may be off. A wrong one counts as a failure. */
  readonly recognise: (shown: Shown) => string | undefined
  /** What a request shows of a session. */
  readonly sessionOf: (shown: Shown) => SessionProof | undefined
  /** Name of the session cookie on such a connection. */
  readonly cookieName: (secure: boolean) => string
}

export interface AuthenticatorOptions {
  readonly access: Access
  readonly signIns: SignIns
  readonly controlKey: string
  /** Port of the UI, part of the cookie's name: browsers do not keep cookies of one host apart by port. */
  readonly port: () => string
}

export const CONTROL_HEADER = 'x-clp-control'

export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { access, signIns } = options
  const isControl = keyCheck(options.controlKey)
  const scope = (secure: boolean): CookieScope => ({ secure, port: options.port() })
  const sessionOf = ({ headers, secure }: Shown): SessionProof | undefined => sessionShown(headers, scope(secure))

  /** A session whose token no longer opens is over: the next request shows nothing, and so counts as no attempt. */
  const bySession = (
    proof: SessionProof,
    decide: (token: ShownCredentials) => AccessDecision,
  ): AccessDecision | undefined => {
    const token = signIns.token(proof)
    if (token === undefined) return undefined
    const decision = decide(asBearer(token))
    if (decision.kind === 'refused') signIns.close(proof)
    return decision
  }

  /** By what is shown in the request itself, else by its session. */
  const decided = (shown: Shown, decide: (credentials: ShownCredentials) => AccessDecision): AccessDecision => {
    const direct = shownIn(shown.headers, shown.query)
    const session = shownToken(direct) === undefined ? sessionOf(shown) : undefined
    return (session === undefined ? undefined : bySession(session, decide)) ?? decide(direct)
  }

  /** Whether a token that is refused here is good for something else: who holds it is known, and may not. */
  const isElsewhere = (decision: AccessDecision, shown: Shown): boolean =>
    decision.kind === 'refused' && access.isKnown(shownIn(shown.headers, shown.query))

  const admitBy =
    (check: Access['check']) =>
    (shown: Shown, service: string): CallerDecision => {
      if (isControl(headerValue(shown.headers, CONTROL_HEADER))) return { kind: 'in', caller: { kind: 'control' } }
      const decision = decided(shown, (credentials) => check(credentials, service, shown.address))
      const problem = refusal(decision)
      if (problem !== undefined)
        return { kind: 'out', problem: service === 'ui' && isElsewhere(decision, shown) ? notForThis() : problem }
      if (decision.kind !== 'granted') return { kind: 'in', caller: { kind: 'anybody' } }
      return { kind: 'in', caller: { kind: 'token', name: decision.token } }
    }

  return {
    admit: admitBy(access.check),
    admitAgain: admitBy(access.checkAgain),
    admitMember: (shown) => {
      const decision = decided(shown, (credentials) => access.member(credentials, shown.address))
      const problem = refusal(decision)
      if (problem !== undefined) return { kind: 'out', problem }
      if (decision.kind === 'granted') return { kind: 'in', caller: { kind: 'token', name: decision.token } }
      return { kind: 'out', problem: problemFor('unauthenticated', NOT_FOR_UI) }
    },
    recognise: (shown) => {
      const direct = access.recognise(shownIn(shown.headers, shown.query), 'ui', shown.address)
      if (direct !== undefined) return direct
      const session = sessionOf(shown)
      const token = session === undefined ? undefined : signIns.token(session)
      return token === undefined ? undefined : access.recognise(asBearer(token), 'ui', shown.address)
    },
    sessionOf,
    cookieName: (secure) => cookieName(scope(secure)),
  }
}

const NOT_FOR_UI = { code: 'token-not-for-ui', params: {} } as const

const notForThis = (): Problem => problemFor('unauthenticated', NOT_FOR_UI, { status: 403 })

export const asBearer = (token: string): ShownCredentials => ({ authorization: `Bearer ${token}` })

/** Compares in constant time, whatever the length of what was sent. */
const keyCheck = (key: string): ((sent: string | undefined) => boolean) => {
  const wanted = sha256(key)
  return (sent) => sent !== undefined && key !== '' && timingSafeEqual(sha256(sent), wanted)
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * What the name of a header says by itself: the one list of those that carry a credential, and of those that never travel on. Every
 * request brings the same two dozen names, and each is asked about several times, so the answers are kept by spelling: a memo of a
 * pure function, the one exception from "nothing that changes at the top of a module".
 */

export interface HeaderName {
  readonly lower: string
  /** The one name of all that look the same behind CGI, WSGI or PHP, see `seenName`. */
  readonly seen: string
  /** It belongs to one connection and never travels on. */
  readonly hopByHop: boolean
  /** It carries a credential. */
  readonly credential: boolean
}

/** Headers that belong to one connection and never travel on (RFC 9110 §7.6.1, with those of RFC 2616 §13.5.1 still seen). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  // It announces fields behind a chunked body; how the body is framed on the next connection is that connection's own affair.
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Names that carry a credential whole, lower case. The common ones stand first in the docs of the services we know. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
  'cookie',
  'cookie2',
  'set-cookie',
  'set-cookie2',
  'x-api-key',
  'api-key',
  'apikey',
  'x-goog-api-key',
  'x-goog-iam-authorization-token',
  'ocp-apim-subscription-key',
  'x-auth-token',
  'x-auth-key',
  'x-csrf-token',
  'x-xsrf-token',
  'x-amz-security-token',
  'dpop',
  'x-clp-control',
  'x-clp-page-key',
])

/**
 * Words that make an unknown header a credential: `x-my-proxy-secret`, `cf-access-client-secret`, `x-portkey-api-key`. Whole words
 * only, so that `x-ratelimit-remaining-tokens`, `idempotency-key` and `sec-websocket-key` stay readable.
 */
const CREDENTIAL_WORDS =
  /(?:^|[-_.])(?:auth|authorization|oauth|token|secret|password|passwd|passphrase|credentials?|cookie|jwt|bearer|signature|(?:api|access|auth|secret|private|subscription|admin|master|virtual|license)[-_]?key)(?:$|[-_.])/

/** Whether a header of this lower-case name carries a credential. */
export const isCredentialHeader = (lower: string): boolean =>
  CREDENTIAL_HEADERS.has(lower) || CREDENTIAL_WORDS.test(lower)

/**
 * Programs behind CGI find headers in variables, in whose names `-` and every other sign became `_` (RFC 3875 section 4.1.18): to them
 * `x_secret` and `x-secret` are one header.
 */
export const seenName = (lower: string): string => lower.replaceAll(/[^a-z0-9]/g, '-')

/** Spellings that are kept. Who sends other names all the time is served as well, only not as fast. */
const MOST_KNOWN = 2000
/** Longer names are nobody's habit. */
const LONGEST_KNOWN = 64

const known = new Map<string, HeaderName>()

export const headerName = (name: string): HeaderName => {
  const kept = known.get(name)
  if (kept !== undefined) return kept
  const lower = name.toLowerCase()
  const read = { lower, seen: seenName(lower), hopByHop: HOP_BY_HOP.has(lower), credential: isCredentialHeader(lower) }
  if (known.size < MOST_KNOWN && name.length <= LONGEST_KNOWN) known.set(name, read)
  return read
}

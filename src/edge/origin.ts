/**
 * The first thing asked about every request on every port: does it come from a web page, and from which? A browser lends its user's
 * network position to any page, so what a foreign page sends is refused before anybody looks at it. Pure.
 */
import { bytesSource } from '../codec/bytes/byte-source.ts'
import { headerList, headerValue } from '../codec/http/headers.ts'
import type { RawHeaders } from '../contract/exchange.ts'
import {
  type Authority,
  type HostRules,
  isHostAllowed,
  isOriginNamed,
  isSameAuthority,
  parseAuthority,
  parseOrigin,
} from './host-rules.ts'
import { Problem } from './problem.ts'
import type { Reply } from './reply.ts'

export type OriginDecision =
  /** Go on. `headers` belong on the response, in place of the upstream's own CORS headers. */
  | { readonly kind: 'pass'; readonly headers: RawHeaders }
  | { readonly kind: 'refuse'; readonly problem: Problem }
  /** A CORS preflight, answered here. */
  | { readonly kind: 'preflight'; readonly reply: Reply }

export interface OriginContext {
  readonly rules: HostRules
  /** Port of the UI: its pages on this machine may ask the proxies. */
  readonly uiPort: number
}

/** A proxy port as it is at this moment. */
export interface PortContext extends OriginContext {
  /** Whether a request must show a token. If not, the name it asks for is all that tells a page at a rebound name from a program. */
  readonly tokenNeeded: boolean
}

/** Headers that the answer of a proxy port carries only from us. */
export const CORS_HEADERS: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'access-control-allow-credentials',
])

/**
 * For a proxy port. Programs that are no browsers carry neither `origin` nor `sec-fetch-site`; a page at a rebound name carries neither
 * with GET and HEAD, so where no token is asked for the name counts for everybody.
 */
export const decideOrigin = (method: string, headers: RawHeaders, context: PortContext): OriginDecision => {
  const origin = originOf(headers)
  const site = fetchWord(headers, 'sec-fetch-site')
  if (origin === undefined) {
    const refused = site === undefined && context.tokenNeeded ? undefined : hostProblem(headers, context.rules)
    const byPage = site === 'cross-site' || site === 'same-site' || isForeignReferer(headers, context)
    return refused ?? (byPage ? foreign(undefined) : PASS)
  }
  const preflight = method === 'OPTIONS' && headerValue(headers, 'access-control-request-method') !== undefined
  if (!isUiOrigin(origin, context))
    return preflight ? preflightReply(400, 'Disallowed CORS origin', []) : foreign(origin)
  const refused = hostProblem(headers, context.rules)
  if (refused !== undefined) return refused
  const allow = ['access-control-allow-origin', origin, 'access-control-allow-credentials', 'true', 'vary', 'Origin']
  if (!preflight) return { kind: 'pass', headers: allow }
  return preflightReply(200, 'OK', [...allow, ...preflightHeaders(headers)])
}

/** For the UI port: every request must name an allowed host, and a page may only ask the host it came from. */
export const decideUiOrigin = (method: string, headers: RawHeaders, rules: HostRules): OriginDecision => {
  const refused = hostProblem(headers, rules)
  if (refused !== undefined) return refused
  const origin = originOf(headers)
  if (origin === undefined) return isForeignFetch(method, headers) ? foreign(undefined) : PASS
  const host = hostOf(headers)
  const named = !rules.origins.has(origin.toLowerCase()) && isOriginNamed(origin, rules)
  return (host !== undefined && isSameAuthority(origin, host)) || named ? PASS : foreign(origin)
}

/** Lines beyond the first make a list, which is no origin: whoever sends two is not believed the first. */
const originOf = (headers: RawHeaders): string | undefined => headerList(headers, 'origin')

/** The words of `sec-fetch-…` in one case (they are tokens, RFC 9651 section 3.3.4). */
const fetchWord = (headers: RawHeaders, name: string): string | undefined =>
  headerValue(headers, name)?.trim().toLowerCase()

const PASS: OriginDecision = { kind: 'pass', headers: [] }

const hostOf = (headers: RawHeaders): Authority | undefined => parseAuthority(headerValue(headers, 'host') ?? '')

const hostProblem = (headers: RawHeaders, rules: HostRules): OriginDecision | undefined => {
  // Only HTTP/1.0 may leave it out, and no browser speaks that.
  if (headerValue(headers, 'host') === undefined) return undefined
  const host = hostOf(headers)
  if (host !== undefined && isHostAllowed(host, rules)) return undefined
  const shown = host === undefined ? 'that is none' : `"${host.name}"`
  return {
    kind: 'refuse',
    problem: new Problem(
      'host-not-allowed',
      `Requests to a host name ${shown} are refused; if it is meant for CLP, name it in CLP_ALLOWED_HOSTS`,
    ),
  }
}

/**
 * Whether a page of another origin fetches without saying who it is: images, scripts and frames carry no `origin`. A link to
 * us is allowed: the page that held it cannot read what opens, and nothing is changed by it.
 */
const isForeignFetch = (method: string, headers: RawHeaders): boolean => {
  const site = fetchWord(headers, 'sec-fetch-site')
  if (site !== 'cross-site' && site !== 'same-site') return false
  const opensPage =
    (method === 'GET' || method === 'HEAD') &&
    fetchWord(headers, 'sec-fetch-mode') === 'navigate' &&
    fetchWord(headers, 'sec-fetch-dest') === 'document'
  return !opensPage
}

/** Whether a page of another origin has the address of its request in `referer`: older browsers say no more in a GET. */
const isForeignReferer = (headers: RawHeaders, context: OriginContext): boolean => {
  const page = /^https?:\/\/[^/?#]*/i.exec(headerValue(headers, 'referer') ?? '')?.[0]
  if (page === undefined || isUiOrigin(page, context)) return false
  const host = hostOf(headers)
  return host === undefined || !isSameAuthority(page, host)
}

const isUiOrigin = (origin: string, { rules, uiPort }: OriginContext): boolean => {
  const page = /^http:/i.test(origin) ? parseOrigin(origin) : undefined
  const isOurs = page !== undefined && LOOPBACK.has(page.name) && (page.port || '80') === String(uiPort)
  return isOurs || isOriginNamed(origin, rules)
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

const foreign = (origin: string | undefined): OriginDecision => {
  const who = origin === undefined ? 'another web page' : `the web page ${printable(origin)}`
  return {
    kind: 'refuse',
    problem: new Problem(
      'origin-not-allowed',
      `Requests from ${who} are refused; if it is meant to use CLP, name its origin in CLP_ALLOWED_HOSTS`,
    ),
  }
}

/** The origin as it may stand in a message: it is whatever the other side wrote. */
const printable = (origin: string): string => `"${origin.slice(0, 100).replaceAll(/[^\x20-\x7e]|"/g, '?')}"`

const preflightHeaders = (headers: RawHeaders): RawHeaders => {
  const asked = headerValue(headers, 'access-control-request-headers')
  return [
    'access-control-allow-methods',
    'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT',
    'access-control-max-age',
    '600',
    ...(asked === undefined ? [] : ['access-control-allow-headers', asked]),
  ]
}

const preflightReply = (status: number, text: string, headers: RawHeaders): OriginDecision => {
  const bytes = Buffer.from(text)
  const own = ['content-type', 'text/plain; charset=utf-8', 'content-length', String(bytes.byteLength)]
  return {
    kind: 'preflight',
    reply: { status, statusMessage: '', headers: [...own, ...headers], body: bytesSource([bytes]) },
  }
}

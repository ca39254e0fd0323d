/** What a request shows of a session: the cookie, and the page key, which a page sends itself. Pure. */

import { headerValue } from '../../codec/http/headers.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { PAGE_KEY_HEADER, PAGE_KEY_PROTOCOL } from '../../contract/page-key.ts'
import type { SessionProof } from './sign-ins.ts'

export interface CookieScope {
  /** Whether the browser speaks TLS. */
  readonly secure: boolean
  /** Port of the UI: browsers do not keep cookies of one host apart by port. */
  readonly port: string
}

/**
 * Over TLS no other host can set a cookie of this name, nor can anybody without TLS: browsers take `__Host-` only from the host itself
 * (RFC 6265bis §4.1.3.2).
 */
export const cookieName = ({ secure, port }: CookieScope): string => `${secure ? '__Host-' : ''}clp_session_${port}`

/** Both halves as they were shown; undefined where one is missing. */
export const sessionShown = (headers: RawHeaders, scope: CookieScope): SessionProof | undefined => {
  const id = cookieValue(headerValue(headers, 'cookie') ?? '', cookieName(scope))
  const pageKey = headerValue(headers, PAGE_KEY_HEADER) ?? socketPageKey(headers)
  return id === undefined || pageKey === undefined ? undefined : { id, pageKey }
}

/** First cookie of that name. */
const cookieValue = (header: string, name: string): string | undefined =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** A page cannot give headers to a WebSocket, but name subprotocols (RFC 6455 §1.9). */
const socketPageKey = (headers: RawHeaders): string | undefined =>
  (headerValue(headers, 'sec-websocket-protocol') ?? '')
    .split(',')
    .map((name) => name.trim())
    .find((name) => name.startsWith(PAGE_KEY_PROTOCOL))
    ?.slice(PAGE_KEY_PROTOCOL.length)

/** Writes the target URL and the headers that go on the wire, and looks where the answer leads. Credentials are built from nothing. */

import type { Body } from '../../codec/bytes/body.ts'
import { endToEnd, headerValue } from '../../codec/http/headers.ts'
import { withoutParameters } from '../../codec/text/token.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { PAGE_KEY_HEADER } from '../../contract/page-key.ts'
import type { Upstream } from '../../contract/upstream.ts'
import { climbs } from '../../edge/climbing-path.ts'
import { Problem } from '../../edge/problem.ts'
import { joinPaths } from '../../protocol/common/join-paths.ts'
import { protocols } from '../../protocol/index.ts'
import { credentialsOf } from '../exchange/client-credentials.ts'
import type { Addressed, Counted, Head } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'
import { HOP } from '../exchange/hop.ts'
import { cleanHead } from '../observing/answer-head.ts'
import { foreignAddress } from '../translation/foreign-address.ts'

interface Base {
  readonly url: URL
  readonly origin: string
  readonly host: string
  /** Path prefix without a trailing slash. */
  readonly prefix: string
}

export const address = (): Layer<Counted, Addressed> => {
  const bases = new WeakMap<Upstream, Base>()
  return (next) => async (outgoing) => {
    const { request, upstream } = outgoing.attempt
    const { head } = request
    const { url, origin, host, prefix } = baseOf(upstream, bases)
    const { foreign } = outgoing
    if (foreign !== undefined) {
      const { target, headers } = foreignAddress(outgoing, foreign)
      const { method } = foreign
      const reply = await next({ outgoing, method, url, origin, target, headers: ['Host', host, ...headers] })
      return cleanHead(reply, { origin, prefix, target, passRedirects: false })
    }
    const ours = protocols[upstream.protocol].credentials.write(upstream.credential)
    if (prefix !== '' && climbs(outgoing.path)) throw leavesBase()
    const target = `${joinPaths(prefix, outgoing.path)}${outgoingQuery(head, ours.length > 0)}`
    const headers = outgoingHeaders(outgoing, host, ours)
    const reply = await next({ outgoing, method: head.method, url, origin, target, headers })
    return cleanHead(reply, { origin, prefix, target, passRedirects: upstream.passRedirects === true })
  }
}

const leavesBase = (): Problem =>
  new Problem('bad-request', 'The path goes up a folder (".."), which would lead out of the base path of the upstream')

const baseOf = (upstream: Upstream, bases: WeakMap<Upstream, Base>): Base => {
  const known = bases.get(upstream)
  if (known !== undefined) return known
  const url = new URL(upstream.baseUrl)
  const base = { url, origin: url.origin, host: url.host, prefix: url.pathname.replace(/\/+$/, '') }
  bases.set(upstream, base)
  return base
}

/** With its question mark, if there is one. The client's own key does not travel beside ours. */
const outgoingQuery = (head: Head, replaced: boolean): string => {
  const { query, loneQuestionMark } = head
  const kept = replaced ? withoutParameters(query, credentialsOf(head).parameters) : query
  return kept === '' && (query !== '' || !loneQuestionMark) ? '' : `?${kept}`
}

/** By which the admin API knows the command line and its own pages, these also by a subprotocol. */
const OWN_KEYS: ReadonlySet<string> = new Set(['x-clp-control', PAGE_KEY_HEADER, 'sec-websocket-protocol'])

const outgoingHeaders = ({ attempt, body }: Counted, host: string, ours: RawHeaders): RawHeaders => {
  const { head } = attempt.request
  const replaced = ours.length > 0
  const { headers: credentialHeaders, accountHeaders } = credentialsOf(head)
  const passed = endToEnd(
    head.headers,
    (name) =>
      // `expect` was answered by our own listener; what lets somebody into this machine is nobody else's business.
      name === 'host' ||
      name === 'content-length' ||
      name === 'expect' ||
      name === 'cookie' ||
      OWN_KEYS.has(name) ||
      (replaced && (credentialHeaders.includes(name) || accountHeaders.includes(name))),
  )
  const headers = ['Host', host, ...passed, ...ours, ...HOP]
  if (hasBody(head, body)) headers.push('Content-Length', String(body.size))
  return headers
}

/** Methods whose requests have no body unless one is announced. Of all others node:http would announce one in chunks. */
const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/** A body is announced if the client announced one, even an empty one, and where a method stands for one (RFC 9110 §8.6). */
const hasBody = ({ headers, method }: Head, body: Body): boolean =>
  body.size > 0 ||
  !BODILESS.has(method) ||
  headerValue(headers, 'content-length') !== undefined ||
  headerValue(headers, 'transfer-encoding') !== undefined

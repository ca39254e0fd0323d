/**
 * What of an upstream's answer head may reach a client: nothing that leads it past CLP, with its prompt unfiltered and its token in hand,
 * and nothing that only CLP may say. Pure.
 */
import { headerName } from '../../codec/http/header-name.ts'
import { redactTarget } from '../../codec/http/redact.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import { REDIRECTS } from '../../protocol/judge/answer-faults.ts'
import { TransportError } from '../exchange/transport.ts'

/** Where the request went, as the answer's references are to be read. */
export interface AskedAt {
  /** Scheme and authority. */
  readonly origin: string
  /** Path of the base address, without a slash at its end. */
  readonly prefix: string
  /** Request target as it was sent. */
  readonly target: string
  /** Whether the user lets redirects pass as they are. */
  readonly passRedirects: boolean
}

/** The reply as it may go on. Throws `TransportError` of code `redirects`, the answer let go of, for one that leads past CLP. */
export const cleanHead = (reply: Reply, asked: AskedAt): Reply => {
  const { headers } = reply
  if (!headers.some((name, index) => index % 2 === 0 && isLooked(headerName(name).lower))) return reply
  if (!asked.passRedirects && isRedirect(reply.status)) refuseToLeave(reply, asked)
  return { ...reply, headers: kept(headers, asked) }
}

/** Headers that name a place, or that are CLP's own to send. */
const isLooked = (name: string): boolean =>
  PLACES.has(name) || name === 'set-cookie' || HOST_WIDE.has(name) || name.startsWith('x-clp-')

/** `alt-svc` names other authorities for the origin that is asked, which is CLP here (RFC 7838 §3). */
const PLACES: ReadonlySet<string> = new Set(['location', 'content-location', 'refresh', 'alt-svc'])

/**
 * What a browser keeps for the whole host, on which CLP's UI is as well: signing out of everything on it (`clear-site-data`), TLS for every port
 * (`strict-transport-security`), somebody who is told of its addresses (`nel`, `report-to`, `reporting-endpoints`).
 */
const HOST_WIDE: ReadonlySet<string> = new Set([
  'clear-site-data',
  'strict-transport-security',
  'nel',
  'report-to',
  'reporting-endpoints',
])

/** 304 is about a cache and leads nowhere (RFC 9110 §15.4). */
const isRedirect = (status: number): boolean => status >= 300 && status < 400 && status !== 304

const refuseToLeave = ({ headers, body }: Reply, asked: AskedAt): void => {
  const away = valuesOf(headers, 'location').find((value) => placeHere(value, asked) === undefined)
  if (away === undefined) return
  body?.cancel()
  throw new TransportError('broken', REDIRECTS, shownTarget(away, asked))
}

const valuesOf = (headers: RawHeaders, name: string): readonly string[] =>
  headers.filter((_, index) => index % 2 === 1 && headerName(headers[index - 1] as string).lower === name)

/** A place as it may stand in messages: without credentials, printable, of a bounded length. */
const shownTarget = (reference: string, { origin, target }: AskedAt): string => {
  const text = URL.canParse(reference, origin + target) ? withoutUser(new URL(reference, origin + target)) : reference
  return redactTarget(text.slice(0, 300)).replaceAll(/[^\x21-\x7e]/g, '?')
}

const withoutUser = (url: URL): string => (url.host === '' ? url.href : `${url.origin}${url.pathname}${url.search}`)

const kept = (headers: RawHeaders, asked: AskedAt): RawHeaders => {
  const list: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name, value] = [headers[index] as string, headers[index + 1] as string]
    const clean = cleanValue(headerName(name).lower, value, asked)
    if (clean !== undefined) list.push(name, clean)
  }
  return list
}

/** The value as it may go on; undefined for a header that may not. */
const cleanValue = (name: string, value: string, asked: AskedAt): string | undefined => {
  if (name.startsWith('x-clp-') || HOST_WIDE.has(name)) return undefined
  // Browsers keep cookies of one host for all its ports: this one would sign somebody into the UI.
  if (name === 'set-cookie') return isOwnCookie(value) ? undefined : value
  if (asked.passRedirects || !PLACES.has(name)) return value
  if (name === 'alt-svc') return undefined
  if (name !== 'refresh') return placeHere(value, asked)
  return cleanRefresh(value, asked)
}

/** Read as browsers do (WHATWG HTML, "shared declarative refresh steps"): a time, then a place behind `;`, `,` or a blank, which may be quoted. */
const cleanRefresh = (value: string, asked: AskedAt): string | undefined => {
  const time = /^\s*[\d.]+/.exec(value)?.[0]
  if (time === undefined) return undefined
  const before = time + (/^\s*[;,]?\s*/.exec(value.slice(time.length))?.[0] ?? '')
  const after = value.slice(before.length)
  const named = /^url\s*=\s*/i.exec(after)?.[0] ?? ''
  const reference = unquoted(after.slice(named.length))
  if (reference === '') return time
  const place = placeHere(reference, asked)
  return place === undefined ? undefined : before + named + place
}

const unquoted = (text: string): string => {
  const quote = text.slice(0, 1)
  if (quote !== '"' && quote !== "'") return text.trimEnd()
  const end = text.indexOf(quote, 1)
  return text.slice(1, end === -1 ? undefined : end)
}

/** Also one without a name, whose value browsers send as if it were name and value (RFC 6265bis §5.8.3). */
const isOwnCookie = (value: string): boolean => /^[\s=]*(?:__Host-|__Secure-)?clp_/i.test(value)

/**
 * A reference read as clients read it, as a path of CLP's own; undefined when it leads to another origin, out of the base path, or can be
 * read in two ways. A plain path stays as it is where there is no base path.
 */
const placeHere = (reference: string, { origin, prefix, target }: AskedAt): string | undefined => {
  const base = origin + target
  if (/[\\\p{Cc}]/u.test(reference) || !URL.canParse(reference, base)) return undefined
  const url = new URL(reference, base)
  if (url.origin !== origin) return undefined
  const isWithin = prefix === '' || url.pathname === prefix || url.pathname.startsWith(`${prefix}/`)
  const path = url.pathname.slice(prefix.length) || '/'
  if (!isWithin || path.startsWith('//')) return undefined
  if (prefix === '' && /^(?:\/(?!\/)|[?#])/.test(reference)) return reference
  return `${path}${url.search}${url.hash}`
}

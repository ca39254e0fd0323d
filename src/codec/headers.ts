/** Header lists as they are on the wire: flat name, value pairs, order, case and repetitions kept. */
import type { RawHeaders } from '../contract/exchange.ts'

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

/** First value of a header, or undefined. `name` is lower-case. */
export const headerValue = (headers: RawHeaders, name: string): string | undefined => {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const candidate = headers[index] as string
    if (candidate.length === name.length && candidate.toLowerCase() === name) return headers[index + 1]
  }
  return undefined
}

/** The list without the headers for which `drop` says yes. `drop` receives lower-case names. */
export const withoutHeaders = (headers: RawHeaders, drop: (name: string) => boolean): string[] => {
  const kept: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string
    if (!drop(name.toLowerCase())) kept.push(name, headers[index + 1] as string)
  }
  return kept
}

/** The headers that may travel on: neither hop-by-hop nor named by `connection`, nor refused by `drop`. */
export const endToEnd = (headers: RawHeaders, drop: (name: string) => boolean = never): string[] => {
  const named = connectionOptions(headers)
  return withoutHeaders(headers, (name) => HOP_BY_HOP.has(name) || named.has(name) || drop(name))
}

/** Lower-case names, the last value winning: for display and events only. */
export const headersObject = (headers: RawHeaders): Record<string, string> => {
  const object: Record<string, string> = {}
  for (let index = 0; index + 1 < headers.length; index += 2) {
    object[(headers[index] as string).toLowerCase()] = headers[index + 1] as string
  }
  return object
}

const never = (): boolean => false
const NO_NAMES: ReadonlySet<string> = new Set()

/** Names listed in `connection`, which may stand there several times. The framing headers cannot be removed this way: that would be a smuggling device. */
const connectionOptions = (headers: RawHeaders): ReadonlySet<string> => {
  let names: Set<string> | undefined
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if ((headers[index] as string).toLowerCase() !== 'connection') continue
    const value = headers[index + 1] as string
    if (/^\s*(keep-alive|close)\s*$/i.test(value)) continue
    names ??= new Set()
    for (const name of value.split(',')) names.add(name.trim().toLowerCase())
  }
  if (names === undefined) return NO_NAMES
  for (const name of ['content-length', 'content-type', 'content-encoding', 'host', 'authorization']) names.delete(name)
  return names
}

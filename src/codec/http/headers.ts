/** Header lists as they are on the wire: flat name, value pairs, order, case and repetitions kept. */
import type { RawHeaders } from '../../contract/exchange.ts'
import { headerName } from './header-name.ts'

/** First value of a header, or undefined. `name` is lower-case. */
export const headerValue = (headers: RawHeaders, name: string): string | undefined => {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const candidate = headers[index] as string
    if (candidate.length === name.length && candidate.toLowerCase() === name) return headers[index + 1]
  }
  return undefined
}

/** All values of a header as the one list they stand for (RFC 9110 section 5.3), or undefined. `name` is lower-case. */
export const headerList = (headers: RawHeaders, name: string): string | undefined => {
  let list: string | undefined
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const candidate = headers[index] as string
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue
    list = list === undefined ? headers[index + 1] : `${list}, ${headers[index + 1]}`
  }
  return list
}

/** The list without the headers for which `drop` says yes. `drop` receives names in lower case, and as programs behind CGI see them. */
export const withoutHeaders = (headers: RawHeaders, drop: (name: string, seen: string) => boolean): string[] => {
  const kept: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string
    const { lower, seen } = headerName(name)
    if (!drop(lower, seen)) kept.push(name, headers[index + 1] as string)
  }
  return kept
}

/** The headers that may travel on: neither hop-by-hop nor named by `connection`, nor refused by `drop`. */
export const endToEnd = (headers: RawHeaders, drop: (name: string) => boolean = never): string[] => {
  const named = connectionOptions(headers)
  const kept: string[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] as string
    const { lower, hopByHop } = headerName(name)
    if (!hopByHop && !named.has(lower) && !drop(lower)) kept.push(name, headers[index + 1] as string)
  }
  return kept
}

/** Lower-case names, the last value winning: for display and events only. */
export const headersObject = (headers: RawHeaders): Record<string, string> => {
  const object: Record<string, string> = {}
  for (let index = 0; index + 1 < headers.length; index += 2) {
    object[headerName(headers[index] as string).lower] = headers[index + 1] as string
  }
  return object
}

const never = (): boolean => false
const NO_NAMES: ReadonlySet<string> = new Set()

/** Names listed in `connection`, which may stand there several times. The framing headers cannot be removed this way: that would be a smuggling device. */
const connectionOptions = (headers: RawHeaders): ReadonlySet<string> => {
  let names: Set<string> | undefined
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headerName(headers[index] as string).lower !== 'connection') continue
    const value = headers[index + 1] as string
    if (/^\s*(keep-alive|close)\s*$/i.test(value)) continue
    names ??= new Set()
    for (const name of value.split(',')) names.add(name.trim().toLowerCase())
  }
  if (names === undefined) return NO_NAMES
  for (const name of ['content-length', 'content-type', 'content-encoding', 'host', 'authorization']) names.delete(name)
  return names
}

/**
 * What Node's parser lets through and we do not: heads that another program on the way may read differently, which is what request
 * smuggling is made of. Everything else of that kind (both lengths, bad chunks, folded lines, bare CR) its strict mode refuses.
 */
import type { IncomingMessage } from 'node:http'

type Head = Pick<IncomingMessage, 'httpVersion' | 'url' | 'rawHeaders' | 'method'>

/** Header lines a request may have. Node would drop the ones beyond its own limit silently, so that limit is off. */
const MOST_HEADERS = 200

/** Methods that show a request, credential included, to whoever asks, or that ask for a tunnel: never served (RFC 9110 §9.3.6, §9.3.8). */
export const isRefusedMethod = (method: string): boolean => /^(?:TRACE|TRACK|CONNECT)$/i.test(method)

/** The status to refuse a head with (400, 405 or 431), or undefined when it can be read in one way only. Sources: RFC 9112 §3.2, §6.1. */
export const refusedHead = (head: Head): 400 | 405 | 431 | undefined => {
  const { rawHeaders, httpVersion, url = '/', method = 'GET' } = head
  if (isRefusedMethod(method)) return 405
  if (rawHeaders.length / 2 > MOST_HEADERS) return 431
  // Node also takes `GET /` without a version, and versions that do not exist.
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return 400
  const hosts: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    const value = rawHeaders[index + 1] ?? ''
    if (isNamed(name, 'host')) hosts.push(value)
    else if (isNamed(name, 'transfer-encoding') && !isPlainChunked(value, httpVersion)) return 400
  }
  const fewest = httpVersion === '1.1' ? 1 : 0
  return hosts.length < fewest || hosts.length > 1 || namesOtherHost(url, hosts[0]) ? 400 : undefined
}

const isNamed = (name: string, wanted: string): boolean =>
  name.length === wanted.length && name.toLowerCase() === wanted

/** Other codings would have to be undone; HTTP/1.0 knows none, so that a proxy before us would see another body. */
const isPlainChunked = (coding: string, httpVersion: string): boolean =>
  httpVersion === '1.1' && coding.trim().toLowerCase() === 'chunked'

/** A target with a host of its own (RFC 9112 §3.2.2) that is not the one in `host`. */
const namesOtherHost = (target: string, host: string | undefined): boolean => {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1]
  return authority !== undefined && authority.toLowerCase() !== host?.toLowerCase()
}

/**
 * What Node's parser lets through and we do not: heads that another program on the way may read differently, which is what request
 * smuggling is made of. Everything else of that kind (both lengths, bad chunks, folded lines, bare CR) its strict mode refuses.
 */
import type { IncomingMessage } from 'node:http'

type Head = Pick<IncomingMessage, 'httpVersion' | 'url' | 'rawHeaders'>

/** Header lines a request may have. Node would drop the ones beyond its own limit silently, so that limit is off. */
const MOST_HEADERS = 200

/** The status to refuse a head with (400 or 431), or undefined when it can be read in one way only. Sources: RFC 9112 §3.2, §6.1. */
export const refusedHead = (head: Head): 400 | 431 | undefined => {
  if (head.rawHeaders.length / 2 > MOST_HEADERS) return 431
  // Node also takes `GET /` without a version, and versions that do not exist.
  if (head.httpVersion !== '1.1' && head.httpVersion !== '1.0') return 400
  const hosts = valuesOf(head, 'host')
  if (hosts.length > 1) return 400
  const codings = valuesOf(head, 'transfer-encoding')
  // Other codings than `chunked` would have to be undone; HTTP/1.0 knows none, so a proxy before us would see another body.
  if (codings.some((coding) => coding.trim().toLowerCase() !== 'chunked')) return 400
  if (codings.length > 0 && head.httpVersion === '1.0') return 400
  return namesOtherHost(head.url ?? '/', hosts[0]) ? 400 : undefined
}

/** A target with a host of its own (RFC 9112 §3.2.2) that is not the one in `host`. */
const namesOtherHost = (target: string, host: string | undefined): boolean => {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1]
  return authority !== undefined && authority.toLowerCase() !== host?.toLowerCase()
}

const valuesOf = ({ rawHeaders }: Head, name: string): readonly string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)

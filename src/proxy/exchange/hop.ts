/**
 * How CLP knows a request again that it has sent itself: an upstream may lead back to it by another name, another proxy, another CLP. A
 * header of its own, for servers that see `via` (RFC 9110 section 7.6.3) no longer compress their answers.
 */
import { randomBytes } from 'node:crypto'
import { headerName } from '../../codec/http/header-name.ts'
import type { RawHeaders } from '../../contract/exchange.ts'

const HOP_HEADER = 'x-clp-hop'

/** Of this process. Says nothing about the machine. */
const INSTANCE = randomBytes(9).toString('base64url')

/** What is sent with each request, beside the hops it has come by. */
export const HOP: RawHeaders = ['X-Clp-Hop', INSTANCE]

/** Whether this process has sent the request before. */
export const isLoop = (headers: RawHeaders): boolean => {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index + 1] === INSTANCE && headerName(headers[index] as string).lower === HOP_HEADER) return true
  }
  return false
}

/** Those it has come by, for a request whose headers are built from nothing. */
export const hopsBefore = (headers: RawHeaders): RawHeaders =>
  headers.filter((_, index) => headerName(headers[index - (index % 2)] as string).lower === HOP_HEADER)

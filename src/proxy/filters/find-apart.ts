/** What rules must leave alone in the body of one request: as its protocol says for JSON, as the parts say in a multipart body. */
import { headerList } from '../../codec/http/headers.ts'
import { binaryParts, boundaryOf } from '../../codec/http/multipart.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Protocol } from '../../protocol/common/protocol.ts'
import type { FindApart } from './body-edits.ts'

export const findApart = ({ apart }: Pick<Protocol, 'apart'>, headers: RawHeaders): FindApart => {
  const boundary = boundaryOf(headerList(headers, 'content-type') ?? '')
  if (boundary === undefined) return apart
  return function* (bytes) {
    return { signed: [], opaque: yield* binaryParts(bytes, boundary) }
  }
}

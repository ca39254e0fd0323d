/** Decodes a compressed request body for those who must read it; it is sent on plain. */
import type { Body } from '../../codec/bytes/body.ts'
import { DecodeError, decodeBody, encodingsOf } from '../../codec/encoding/decode.ts'
import { textFault } from '../../codec/encoding/text-fault.ts'
import { headerList, withoutHeaders } from '../../codec/http/headers.ts'
import type { RefusalReason } from '../../contract/reason/filter-reasons.ts'
import { type Problem, problemFor } from '../../edge/problem.ts'
import type { Head, Received } from '../exchange/exchange.ts'

interface WithBody {
  readonly head: Head
  readonly body: Body
}

/** Whether the body can only be read after decoding. */
export const isEncoded = ({ head, body }: WithBody): boolean =>
  body.size > 0 && encodingsOf(headerList(head.headers, 'content-encoding') ?? '').length > 0

/**
 * The same request with a plain body. Throws `Problem`: `unsupported-encoding` (415), `body-too-large` (413), `bad-request`
 * (400) for a body that is not what its header says.
 */
export const withPlainBody = async <Request extends Received>(input: Request): Promise<Request> => {
  if (!isEncoded(input)) return input
  const encoding = headerList(input.head.headers, 'content-encoding') ?? ''
  const { limits } = input.head.system
  const bytes = await decodeBody(input.body.chunks, encoding, limits.requestBodyBytes).catch((error: unknown) => {
    throw error instanceof DecodeError ? problemOf(error, encoding, limits.requestBodyBytes) : error
  })
  const body = input.body.decodedAs(bytes)
  input.trace.change({
    by: 'decode',
    rule: encoding,
    target: 'body',
    offset: 0,
    removed: input.body.size,
    inserted: body.size,
  })
  const headers = withoutHeaders(input.head.headers, (name) => name === 'content-encoding')
  return { ...input, body, head: { ...input.head, headers } }
}

/** Refuses a body that rules must read and that cannot be read as what it says it is. Throws `Problem` `unsupported-encoding` (415). */
export const refuseUnreadable = ({ head, body }: WithBody): void => {
  const fault = textFault(body.chunks, headerList(head.headers, 'content-type') ?? '')
  if (fault === undefined) return
  const reason = { code: `body-${fault}`, params: {} } as const
  throw problemFor('unsupported-encoding', reason)
}

const PROBLEMS = {
  unsupported: 'unsupported-encoding',
  'too-large': 'body-too-large',
  corrupt: 'bad-request',
} as const

const problemOf = (error: DecodeError, encoding: string, limit: number): Problem => {
  const reason = reasonOf(error, encoding, limit)
  return problemFor(PROBLEMS[error.problem], reason, { cause: error })
}

const reasonOf = ({ problem, message }: DecodeError, encoding: string, limit: number): RefusalReason => {
  switch (problem) {
    case 'unsupported':
      return { code: 'encoding-for-rules', params: { encoding } }
    case 'too-large':
      return { code: 'decoded-too-large', params: { bytes: limit } }
    case 'corrupt':
      return { code: 'encoding-corrupt', params: { encoding, fault: message } }
  }
}

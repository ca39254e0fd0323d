/** An answer that can be looked at: its body has a decoded view, made once, whoever asks first. */
import type { ByteSource } from '../codec/bytes/byte-source.ts'
import { type DecodedView, decoded } from '../codec/bytes/decoded.ts'
import { type TapObserver, tap } from '../codec/bytes/tap.ts'
import { headerList, headerValue } from '../codec/http/headers.ts'
import type { RawHeaders } from '../contract/exchange.ts'
import type { Reply } from './reply.ts'

export interface ViewedReply extends Reply {
  readonly body: ByteSource
  readonly view: DecodedView
}

/** The reply with a view of its body; undefined when it has no body. To be asked before the body is started. */
export const viewed = (reply: Reply): ViewedReply | undefined => {
  const { body } = reply
  if (body === undefined) return undefined
  if (hasView(reply)) return reply
  const encoding = headerList(reply.headers, 'content-encoding') ?? ''
  const { source, view: made } = decoded(body, encoding, { closable: mayBeEnded(reply.headers) })
  return { ...reply, body: source, view: made }
}

/** Only event streams whose length was not announced are ended where they break off. */
const mayBeEnded = (headers: RawHeaders): boolean =>
  (headerValue(headers, 'content-type') ?? '').toLowerCase().startsWith('text/event-stream') &&
  headerValue(headers, 'content-length') === undefined

const hasView = (reply: Reply): reply is ViewedReply => reply.view !== undefined

/** The reply, with one more who watches its body pass. */
export const observed = <Watched extends Reply & { readonly body: ByteSource }>(
  reply: Watched,
  observer: TapObserver,
): Watched => {
  const body = tap(reply.body, observer)
  return body === reply.body ? reply : { ...reply, body }
}

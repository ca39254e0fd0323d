/** What kind of answer a reply is, read from its head. */
import { encodingsOf } from '../../codec/encoding/decode.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'

export interface ReplyShape {
  /** `events`: server-sent events. `page`: a web page, which no API answers with. */
  readonly kind: 'events' | 'json' | 'page' | 'other'
  /** Value of `content-encoding`, empty when the bytes are plain. */
  readonly encoding: string
}

export const shapeOf = ({ headers }: Pick<Reply, 'headers'>): ReplyShape => {
  const encoding = headerValue(headers, 'content-encoding') ?? ''
  return {
    kind: kindOf((headerValue(headers, 'content-type') ?? '').toLowerCase()),
    encoding: encodingsOf(encoding).length === 0 ? '' : encoding,
  }
}

const kindOf = (contentType: string): ReplyShape['kind'] => {
  if (contentType.startsWith('text/event-stream')) return 'events'
  if (/^application\/(?:[^;]+\+)?json/.test(contentType)) return 'json'
  return /^(?:text\/html|application\/xhtml)/.test(contentType) ? 'page' : 'other'
}

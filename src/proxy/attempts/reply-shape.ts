/** What kind of answer a reply is, read from its head. */
import { headerValue } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'

/** `events`: server-sent events. `page`: a web page, which no API answers with. */
export type ReplyKind = 'events' | 'json' | 'page' | 'other'

export const kindOf = ({ headers }: Pick<Reply, 'headers'>): ReplyKind => {
  const contentType = (headerValue(headers, 'content-type') ?? '').toLowerCase()
  if (contentType.startsWith('text/event-stream')) return 'events'
  if (/^application\/(?:[^;]+\+)?json/.test(contentType)) return 'json'
  return /^(?:text\/html|application\/xhtml)/.test(contentType) ? 'page' : 'other'
}

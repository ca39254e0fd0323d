/** Ends a broken event stream in the client's own protocol: exactly one terminal error, then a clean end. */

import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import { through } from '../../codec/bytes/through.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { ViewedReply } from '../../edge/viewed-reply.ts'
import { kindOf } from './reply-shape.ts'

export interface EndStreamOptions {
  /** The terminal event, or undefined when the stream has said that it failed already. Called once, when it breaks. */
  readonly terminal: (error: Error) => string | undefined
}

/** Whether an event can be put at the end of this reply: an event stream whose length was not announced, in an encoding that can be ended. */
export const canEndStream = (reply: ViewedReply): boolean =>
  kindOf(reply) === 'events' && reply.view.closable && headerValue(reply.headers, 'content-length') === undefined

/**
 * `body` is that of the reply, with whatever was wrapped around it. A compressed one is ended in its own encoding; where that is not possible,
 * because it broke off within what a decoder needs whole, it stays broken (docs/decisions/0034).
 */
export const endStream = ({ view }: ViewedReply, body: ByteSource, { terminal }: EndStreamOptions): ByteSource =>
  through(body, {
    chunk: (bytes, out) => {
      out.write(bytes)
    },
    fail: async (error, out) => {
      const event = terminal(error)
      // The blank lines end whatever event the stream broke off in.
      const end = await view.close(event === undefined ? '' : `\n\n${event}`)
      if (end === undefined) return error
      out.write(end)
      return undefined
    },
  })

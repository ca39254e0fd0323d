/** Ends a broken event stream in the client's own protocol: exactly one terminal error, then a clean end. */

import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import { through } from '../../codec/bytes/through.ts'
import { headerValue } from '../../codec/http/headers.ts'
import type { Reply } from '../../edge/reply.ts'
import { shapeOf } from './reply-shape.ts'

export interface EndStreamOptions {
  /** The terminal event, or undefined when the stream has said that it failed already. Called once, when it breaks. */
  readonly terminal: (error: Error) => string | undefined
}

/** Whether an event can be put at the end of this reply: an event stream in plain bytes whose length was not announced. */
export const canEndStream = (reply: Reply): boolean => {
  const { kind, encoding } = shapeOf(reply)
  return kind === 'events' && encoding === '' && headerValue(reply.headers, 'content-length') === undefined
}

export const endStream = (body: ByteSource, { terminal }: EndStreamOptions): ByteSource =>
  through(body, {
    chunk: (bytes, out) => {
      out.write(bytes)
    },
    fail: (error, out) => {
      const event = terminal(error)
      // The blank lines end whatever event the stream broke off in.
      if (event !== undefined) out.write(Buffer.from(`\n\n${event}`, 'utf8'))
      return undefined
    },
  })

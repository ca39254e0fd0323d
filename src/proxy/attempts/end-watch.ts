/** Keeps the last bytes of an answer as it passes, to tell at its end whether it was one after all. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { createTail } from '../../codec/bytes/tail.ts'
import { createSseFramer } from '../../codec/stream/sse.ts'
import type { Reply } from '../../edge/reply.ts'
import { jsonObject, mayBeError, mayBeErrorBody, meaningOf, type StreamDialect } from '../exchange/stream-dialect.ts'
import { FAILED_SUCCESS } from './outcome.ts'
import { shapeOf } from './reply-shape.ts'

/** Errors are the last thing a stream says, and JSON errors are short. */
const TAIL_BYTES = 8 * 1024

export interface EndWatch {
  readonly push: (chunk: Uint8Array) => void
  /** Bytes that passed. */
  readonly size: () => number
  /** Whether the last events say that the answer failed. */
  readonly saidError: () => boolean
  /** For an answer that ended well: what is wrong with it (`error-event` or a code of `FAILED_SUCCESS`), if anything. */
  readonly fault: () => string | undefined
}

export const createEndWatch = (reply: Reply, dialect: StreamDialect): EndWatch => {
  const { kind, encoding } = shapeOf(reply)
  const readable = encoding === '' && (kind === 'events' || kind === 'json')
  const tail = createTail(TAIL_BYTES)
  let size = 0
  const saidError = (): boolean => {
    if (kind !== 'events' || !readable) return false
    const bytes = tail.bytes()
    // Nearly no answer has the word in its last bytes, and then nothing needs to be cut into events.
    if (!mayBeError(dialect, bytes)) return false
    return lastEvents(bytes, bytes.length < size).some((event) => meaningOf(dialect, event) === 'error')
  }
  return {
    push: (chunk) => {
      size += chunk.byteLength
      if (readable) tail.push(chunk)
    },
    size: () => size,
    saidError,
    fault: () => {
      if (kind === 'page') return FAILED_SUCCESS.webPage
      if (size === 0) return FAILED_SUCCESS.empty
      if (saidError()) return 'error-event'
      if (kind !== 'json' || !readable || size > TAIL_BYTES) return undefined
      const bytes = tail.bytes()
      if (!mayBeErrorBody(dialect, bytes)) return undefined
      const value = jsonObject(bytes)
      return value !== undefined && dialect.isErrorBody(value) ? FAILED_SUCCESS.errorBody : undefined
    },
  }
}

/** The whole events in the tail; the first of a tail that was `cut` is not whole. */
const lastEvents = (bytes: Buffer, cut: boolean): readonly string[] => {
  const events: string[] = []
  const framer = createSseFramer(TAIL_BYTES, (event) => {
    if (event !== undefined) events.push(asBuffer(event).toString('utf8'))
  })
  framer.push(bytes)
  framer.end()
  return cut ? events.slice(1) : events
}

/** Keeps the last decoded bytes of an answer as it passes, to tell at its end whether it was one after all. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { createTail } from '../../codec/bytes/tail.ts'
import { createSseFramer } from '../../codec/stream/sse.ts'
import type { ViewedReply } from '../../edge/viewed-reply.ts'
import { isErrorJson } from '../../protocol/common/error-json.ts'
import type { AnswerProtocol } from './hold-back.ts'
import { FAILED_SUCCESS } from './outcome.ts'
import { kindOf } from './reply-shape.ts'

/** Errors are the last thing a stream says, and JSON errors are short. */
const TAIL_BYTES = 8 * 1024

/** Asked once the answer has ended. Of one that could not be decoded it knows the head and whether it was empty. */
export interface EndWatch {
  /** Whether the last events say that the answer failed. */
  readonly saidError: () => boolean
  /** For an answer that ended well: what is wrong with it (`error-event` or a code of `FAILED_SUCCESS`), if anything. */
  readonly fault: () => string | undefined
}

/** Watches a reply whose body was not started yet. */
export const createEndWatch = (reply: ViewedReply, { events, errors }: AnswerProtocol): EndWatch => {
  const { view } = reply
  const kind = kindOf(reply)
  const tail = createTail(TAIL_BYTES)
  let size = 0
  if (kind === 'events' || kind === 'json') {
    view.listen((bytes) => {
      size += bytes.byteLength
      tail.push(bytes)
    })
  }
  const readable = (): boolean => view.gaveUp() === undefined
  const saidError = (): boolean => {
    if (kind !== 'events' || !readable()) return false
    const bytes = tail.bytes()
    // Nearly no answer has the word in its last bytes, and then nothing needs to be cut into events.
    if (!events.mayBeError(bytes)) return false
    return lastEvents(bytes, bytes.length < size).some((event) => events.meaning(event) === 'error')
  }
  return {
    saidError,
    fault: () => {
      if (kind === 'page') return FAILED_SUCCESS.webPage
      if (view.received() === 0) return FAILED_SUCCESS.empty
      if (saidError()) return 'error-event'
      if (kind !== 'json' || !readable() || size > TAIL_BYTES) return undefined
      return isErrorJson(errors, tail.bytes()) ? FAILED_SUCCESS.errorBody : undefined
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

/** Hears what an upstream says when it refuses: for the record only, nobody waits for it. */

import type { ByteSource } from '../../codec/bytes/byte-source.ts'
import { headerName } from '../../codec/http/header-name.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import type { Attempt } from '../exchange/exchange.ts'
import { RefusalText } from '../exchange/refusal-text.ts'

/** The reply, whose beginning is heard as it passes. What was heard nearer to the upstream, in its own language, stays. */
export const hearingRefusal = (attempt: Attempt, received: Reply): Reply => {
  const { trace } = attempt
  if (trace.refusal !== undefined) return received
  const reply = viewed(received)
  if (reply === undefined) return received
  trace.refusal = refusalText(attempt)
  reply.view.listen(trace.refusal.push)
  return reply
}

/** Keeps what the end of an answer says that was passed on and failed after all. */
export const keepWords = (attempt: Attempt, lastBytes: Uint8Array): void => {
  const { trace } = attempt
  trace.refusal ??= refusalText(attempt)
  trace.refusal.push(lastBytes)
}

const refusalText = (attempt: Attempt): RefusalText => new RefusalText(() => secretsOf(attempt))

/** Whatever the upstream may have been shown: its own credential, or the client's. */
const secretsOf = ({ upstream, request }: Attempt): readonly string[] => {
  const { bearer, apiKey } = upstream.credential
  const { headers } = request.head
  const shown = headers.filter((_value, index) => index % 2 === 1 && headerName(headers[index - 1] ?? '').credential)
  const own = [bearer, apiKey].flatMap((secret) => secret?.reveal() ?? [])
  return [...own, ...shown.map((value) => value.replace(/^\S+\s+/, ''))]
}

/** Longest wait for the words of an answer that nobody gets, in ms. */
const WAIT_MS = 1000

/** Lets go of an answer that nobody gets, once it has said why, or has had the time to. Only the record waits for it. */
export const leaveRefusal = ({ trace }: Attempt, { body }: Reply): void => {
  const { refusal } = trace
  if (body === undefined) return
  if (refusal === undefined || refusal.isFull) body.cancel()
  else trace.readRefusal((done) => readOn(body, refusal, done))
}

const readOn = (body: ByteSource, refusal: RefusalText, done: () => void): void => {
  const over = (): void => {
    clearTimeout(timer)
    done()
  }
  const leave = (): void => {
    body.cancel()
    over()
  }
  const timer = setTimeout(leave, WAIT_MS)
  body.start({
    write: () => {
      if (refusal.isFull) leave()
      return true
    },
    end: over,
    fail: over,
  })
}

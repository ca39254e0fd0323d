/** A short answer of an upstream as text: an error, a count, a list. */
import { Pieces } from '../../codec/bytes/pieces.ts'
import type { Reply } from '../../edge/reply.ts'
import { viewed } from '../../edge/viewed-reply.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { TransportError } from '../exchange/transport.ts'

/** Bytes after which the rest is let go of. */
const LIMIT = 4 * 1024 * 1024
/** Longest wait for its end once its head has come, in ms: then what is there must do. */
const WAIT_MS = 10_000

/** What has come of it until it ended, well or not. Rejects with `TransportError` `abandoned` when the client leaves meanwhile. */
export const wholeText = (received: Reply, signal: ClientSignal): Promise<string> => {
  const reply = viewed(received)
  if (reply === undefined) return Promise.resolve('')
  const { body, view } = reply
  return new Promise((resolve, reject) => {
    const pieces = new Pieces()
    const leave = (): void => {
      clearTimeout(timer)
      body.cancel()
      reject(new TransportError('abandoned', 'aborted', 'The client went away'))
    }
    const stay = signal.onAbort(leave)
    const timer = setTimeout(() => cut(), WAIT_MS)
    const finish = (): void => {
      clearTimeout(timer)
      stay()
      resolve(pieces.joined().toString('utf8'))
    }
    const cut = (): void => {
      body.cancel()
      finish()
    }
    view.listen((bytes) => {
      pieces.push(bytes)
      if (pieces.size > LIMIT) cut()
    })
    if (signal.aborted) leave()
    else body.start({ write: () => true, end: finish, fail: finish })
  })
}

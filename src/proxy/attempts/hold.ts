/** Holds the body of an answer back while somebody looks at what has come of it, and gives it out whole afterwards. */
import { HeldSource } from '../../codec/bytes/held-source.ts'
import type { Reply } from '../../edge/reply.ts'
import type { ViewedReply } from '../../edge/viewed-reply.ts'
import type { ClientSignal } from '../exchange/client-signal.ts'
import { TransportError } from '../exchange/transport.ts'

/** Looks at decoded bytes as they come. */
export interface Looker {
  readonly push: (chunk: Uint8Array) => void
  /** The body ended, or broke off: decides at the latest. */
  readonly end: (broken: boolean) => void
  /** Nobody wants to know any more. */
  readonly close: () => void
}

export interface HoldOptions<Verdict> {
  /** Bytes that are held at most. */
  readonly most: number
  /** Longest wait after the first byte, in ms. */
  readonly waitMs: number
  /** Aborted when the client goes away. */
  readonly signal: ClientSignal
  readonly look: (decide: (verdict: Verdict) => void) => Looker
  /** What is decided where nobody else could: too much, too late, or in an encoding that cannot be undone. */
  readonly otherwise: () => Verdict
}

export interface Held<Verdict> {
  /** The whole reply, held bytes first. */
  readonly reply: Reply
  readonly verdict: Verdict
  /** Bytes that had come. */
  readonly bytes: number
}

/** Rejects with `TransportError` `abandoned` when the client leaves meanwhile. */
export const hold = <Verdict>(reply: ViewedReply, options: HoldOptions<Verdict>): Promise<Held<Verdict>> =>
  new Promise((resolve, reject) => {
    const { body, view } = reply
    const held = new HeldSource(body, () => view.release())
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    const stay = options.signal.onAbort(() => leave())
    const close = (): boolean => {
      clearTimeout(timer)
      stay()
      const first = !isOver
      isOver = true
      looker.close()
      return first
    }
    const leave = (): void => {
      if (!close()) return
      body.cancel()
      reject(new TransportError('abandoned', 'aborted', 'The client went away'))
    }
    const decide = (verdict: Verdict): void => {
      if (close()) resolve({ reply: { ...reply, body: held.source }, verdict, bytes: held.size })
    }
    const giveUp = (): void => decide(options.otherwise())
    const looker = options.look(decide)
    if (options.signal.aborted) {
      leave()
      return
    }
    view.hold({
      decoded: (chunk) => {
        if (!isOver) timer ??= setTimeout(giveUp, options.waitMs)
        looker.push(chunk)
      },
      ended: (ending) => {
        if (ending !== 'left' && !isOver) looker.end(ending === 'broken')
      },
      gaveUp: giveUp,
    })
    held.begin(options.most, giveUp)
  })

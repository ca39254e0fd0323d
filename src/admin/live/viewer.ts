/** One live socket: what it hears, what it may say, and when it has to go. */
import type { WebSocket } from 'ws'
import type { ViewerMessage } from '../../contract/live.ts'
import type { Problem } from '../../edge/problem.ts'
import type { Channel } from './channels.ts'
import type { GatheredWrites } from './gathered-writes.ts'

export interface Viewer {
  /** Every half minute: asks for a sign of life, and ends a socket that gave none since the last time. */
  readonly tick: () => void
  readonly recheck: () => void
  /** The socket is gone. */
  readonly leave: () => void
  /** The daemon goes. */
  readonly end: () => void
}

export interface ViewerOptions {
  readonly socket: WebSocket
  /** Holds back what is sent on the socket. */
  readonly writes: GatheredWrites
  readonly refusal: () => Problem | undefined
  /** Bytes waiting: above `soft` chunks are left out, above `hard` the viewer has to go. */
  readonly limits: { readonly soft: number; readonly hard: number }
  readonly chunks: boolean
  readonly find: (chunks: boolean) => Channel
}

/** Close codes (RFC 6455 §7.4): after 4401 the reader may come back once signed in. */
export const CLOSE = { signedOut: 4401, tryLater: 1013, unsupported: 1003, goingAway: 1001 } as const

export const createViewer = ({ socket, writes, refusal, limits, chunks, find }: ViewerOptions): Viewer => {
  let channel = find(chunks)
  let alive = true
  const send = (message: string, droppable: boolean): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > limits.hard) {
      channel.leave(listener)
      socket.close(CLOSE.tryLater, 'Too slow')
      // What waits will not be read in time, and the close frame waits behind it.
      socket.terminate()
      return
    }
    if (droppable && socket.bufferedAmount > limits.soft) return
    writes.hold()
    socket.send(message)
  }
  const listener = { send }
  const show = (): void => send(channel.snapshot(), false)

  const change = (next: Channel): void => {
    channel.leave(listener)
    channel = next
    channel.join(listener)
    show()
  }

  const close = (code: number, reason: string): void => {
    socket.close(code, reason)
    writes.release()
  }

  const said = (message: ViewerMessage | undefined): void => {
    if (message?.type === 'ping') send('{"type":"pong"}', false)
    // Whoever cannot take in what is sent already would drown in snapshots.
    if (message?.type === 'snapshot' && socket.bufferedAmount <= limits.soft) show()
    if (message?.type === 'chunks') change(find(message.wanted))
  }

  socket.on('message', (data, isBinary) => {
    alive = true
    if (isBinary) close(CLOSE.unsupported, 'Only text is understood')
    else said(parseMessage(String(data)))
  })
  socket.on('pong', () => {
    alive = true
  })
  socket.on('error', () => {
    // The socket has said why it closes; that is to arrive.
    writes.release()
    socket.terminate()
  })
  change(channel)

  const recheck = (): void => {
    // One that is closing already has nothing more to lose, and may take its time.
    if (socket.readyState !== socket.OPEN) return
    if (refusal() !== undefined) close(CLOSE.signedOut, 'Sign in again')
  }
  return {
    tick: () => {
      if (!alive) {
        socket.terminate()
        return
      }
      alive = false
      recheck()
      socket.ping()
      send('{"type":"ping"}', false)
    },
    recheck,
    leave: () => {
      writes.release()
      channel.leave(listener)
    },
    end: () => {
      close(CLOSE.goingAway, 'CLP stops')
      socket.terminate()
    },
  }
}

const parseMessage = (text: string): ViewerMessage | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isMessage(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isMessage = (value: unknown): value is ViewerMessage => {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  if (value.type === 'chunks') return 'wanted' in value && typeof value.wanted === 'boolean'
  return value.type === 'ping' || value.type === 'snapshot'
}

/**
 * A listening socket that several processes hold at once, so that one can take it over while another still serves: how it is taken
 * out of a server and passed on. Why this way: docs/decisions/0006-handing-over.md.
 */
import type { ChildProcess, SendHandle } from 'node:child_process'
import type { Server } from 'node:net'

/** The socket as Node keeps it. Unlike a `Server` it can be held by a process that never accepts a connection from it. */
export interface SocketHandle {
  readonly close: () => void
}

/** What a listening socket was opened for: whoever wants to listen for the same takes it over. */
export interface SocketKey {
  /** Service id, or `ui`. */
  readonly name: string
  readonly host: string
  /** As it was asked for: 0 means any free port. */
  readonly port: number
}

export interface SharedSocket extends SocketKey {
  readonly handle: SocketHandle
}

/** The message a socket travels with. */
export type SocketMessage = { readonly type: 'socket' } & SocketKey

/** Windows has no way that we could try: there a restart drains first. */
export const canShare = (platform: NodeJS.Platform = process.platform): boolean => platform !== 'win32'

/** The socket of a server that listens, undefined where it cannot be shared. */
export const handleOf = (server: Server): SocketHandle | undefined =>
  canShare() ? (server as unknown as { readonly _handle?: SocketHandle })._handle : undefined

/** Sends sockets to a process that was started with an IPC channel. This process keeps its own hold on them. */
export const passSockets = (to: Pick<ChildProcess, 'send'>, sockets: Iterable<SharedSocket>): void => {
  for (const socket of sockets) passSocket((message, handle) => to.send(message, handle, ignore), socket)
}

/** Sends one socket with whatever sends. */
export const passSocket = (
  send: (message: SocketMessage, handle: SendHandle) => unknown,
  { name, host, port, handle }: SharedSocket,
): void => {
  send({ type: 'socket', name, host, port }, handle as unknown as SendHandle)
}

/** A receiver that died meanwhile is noticed by its end, not here. */
const ignore = (): void => undefined

/** The socket that came with a message, or undefined when the message is another one. */
export const socketIn = (message: unknown, handle: unknown): SharedSocket | undefined => {
  if (!isSocketMessage(message) || handle === undefined || handle === null) return undefined
  const { name, host, port } = message
  return { name, host, port, handle: handle as SocketHandle }
}

const isSocketMessage = (message: unknown): message is SocketMessage =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'socket'

/** Resolves with the first `count` sockets that the process which started this one sends. */
export const receiveSockets = (count: number): Promise<readonly SharedSocket[]> =>
  new Promise((resolve) => {
    const received: SharedSocket[] = []
    const onMessage = (message: unknown, handle: unknown): void => {
      const socket = socketIn(message, handle)
      if (socket !== undefined) received.push(socket)
      finish()
    }
    const finish = (): void => {
      if (received.length < count && process.connected) return
      process.off('message', onMessage)
      process.off('disconnect', finish)
      resolve(received)
    }
    process.on('message', onMessage)
    process.on('disconnect', finish)
    finish()
  })

/**
 * The sockets that node gave away with an `Upgrade`: its HTTP server reads them no more, does not count them as connections of its
 * own, and so does not close them either. A socket that nobody reads never notices that the client hung up.
 */
import type { Duplex } from 'node:stream'

export interface UpgradedSockets {
  /** To be called with every such socket, before anybody answers on it. */
  readonly add: (socket: Duplex) => void
  /** Cuts those that are still there. */
  readonly cut: () => void
}

/** How long a client may take to hang up after we did, in ms. */
const HANG_UP_MS = 5000

/** `hangUpMs`: how long a client may take to hang up after we did, in ms. */
export const createUpgradedSockets = (hangUpMs = HANG_UP_MS): UpgradedSockets => {
  const sockets = new Set<Duplex>()
  return {
    add: (socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.once('finish', () => awaitHangUp(socket, hangUpMs))
      socket.once('close', () => sockets.delete(socket))
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** All is said: what still comes is read and thrown away, for bytes left unread would take the answer from the client with a reset. */
const awaitHangUp = (socket: Duplex, hangUpMs: number): void => {
  socket.resume()
  const cut = setTimeout(() => socket.destroy(), hangUpMs)
  socket.once('close', () => clearTimeout(cut))
}

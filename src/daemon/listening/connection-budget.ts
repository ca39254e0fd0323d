/**
 * Connections of clients that all ports of services may have at once: each asks an upstream over another one, and files, the log and the web UI
 * need some as well. Beyond that nobody could be told anything any more.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionBudget {
  /** Counts a connection until it is closed. False when it is one too many: then it is not counted. */
  readonly take: (socket: Socket) => boolean
  /** A server whose idle connections are closed when others need room. */
  readonly add: (server: Pick<Server, 'closeIdleConnections'>) => void
}

/** Descriptors of a daemon without a client: its files, its processes, its listeners, some viewers of the web UI. */
const RESERVED = 80
/** Connections that are let in while idle ones are on their way out. */
const SLACK = 8

/** `openFiles`: how many this process may have open; undefined for no limit. */
export const createConnectionBudget = (openFiles: number | undefined): ConnectionBudget => {
  const most = openFiles === undefined ? Number.POSITIVE_INFINITY : Math.max(8, Math.floor((openFiles - RESERVED) / 2))
  const servers: Pick<Server, 'closeIdleConnections'>[] = []
  let open = 0
  return {
    add: (server) => {
      servers.push(server)
    },
    take: (socket) => {
      if (open >= most) for (const server of servers) server.closeIdleConnections()
      if (open >= most + SLACK) return false
      open += 1
      socket.once('close', () => {
        open -= 1
      })
      return true
    },
  }
}

/**
 * The admin server behind ports that are open before its code is read: that is half of what a start reads, nothing that a client sends to a
 * proxy port passes through it, and `clp start` would take a quarter longer (measure it: bench/README.md). Who asks it earlier waits here.
 */
import type { Duplex } from 'node:stream'
import { isLivePath } from '../../admin/live/live-path.ts'
import type { AdminServer } from '../../admin/server.ts'

/** What listeners need of an admin server. */
export type ListeningAdminServer = Pick<AdminServer, 'requestListener' | 'upgrade' | 'upgradeService' | 'close'>

export interface LateAdminServer extends ListeningAdminServer {
  /** Reads the code, unless that was done, so that a daemon whose files are replaced has all it needs. Never rejects. */
  readonly load: () => Promise<void>
}

export interface LateAdminServerOptions {
  readonly open: () => Promise<ListeningAdminServer>
  /** Told each time it could not be opened; who asks again causes the next try. */
  readonly failed: (error: unknown) => void
}

export const createLateAdminServer = ({ open, failed }: LateAdminServerOptions): LateAdminServer => {
  let opening: Promise<ListeningAdminServer | undefined> | undefined
  let closed = false

  /** Undefined where there is none: it could not be opened, or was closed meanwhile. */
  const opened = (): Promise<ListeningAdminServer | undefined> => {
    opening ??= open().then(
      (server) => {
        if (!closed) return server
        server.close()
        return undefined
      },
      (error: unknown) => {
        opening = undefined
        if (!closed) failed(error)
        return undefined
      },
    )
    return opening
  }

  const upgradeLater = async (socket: Duplex, upgrade: (server: ListeningAdminServer) => void): Promise<void> => {
    // A peer that leaves while it waits is nobody's trouble; without a listener its error would end the daemon.
    socket.on('error', ignore)
    const server = await opened()
    if (server === undefined) socket.destroy()
    // Of one that is gone an error may still come.
    if (server === undefined || socket.destroyed) return
    socket.off('error', ignore)
    upgrade(server)
  }

  return {
    load: () => opened().then(() => undefined),
    requestListener: async (request, response) => {
      const server = await opened()
      if (server === undefined) response.writeHead(503, { 'retry-after': '1' }).end()
      else server.requestListener(request, response)
    },
    upgrade: (request, socket, head) =>
      void upgradeLater(socket, (server) => {
        server.upgrade(request, socket, head)
      }),
    upgradeService: (service, upgrade) => {
      if (!isLivePath(upgrade.request.url)) return false
      void upgradeLater(upgrade.socket, (server) => {
        server.upgradeService(service, upgrade)
      })
      return true
    },
    close: () => {
      closed = true
      void opening?.then((server) => server?.close())
    },
  }
}

const ignore = (): void => undefined

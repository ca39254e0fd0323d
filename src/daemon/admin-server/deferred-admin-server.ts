/**
 * Opens the port of the admin window before the window is there. API, schemas and sockets are half of the code of a start, and nothing
 * that a client sends passes through them: they are loaded once the daemon is ready, and who knocks earlier waits that long. They are
 * always loaded, also when nobody asks, so that a daemon whose files are replaced by an update keeps all that it needs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { isLivePath } from '../../admin/live/live-path.ts'
import type { AdminServer, ServiceUpgrade } from '../../admin/server.ts'
import { type Environment, uiPlace } from '../../process/options.ts'
import { openListener, type Parts } from '../assembly/parts.ts'
import type { WindowOptions } from './admin-server.ts'

export interface LateWindow extends Pick<AdminServer, 'requestListener' | 'upgrade' | 'upgradeService' | 'close'> {
  /** Reads its code, which holds everything else up, while somebody else still serves. Never rejects: `load` says what is wrong. */
  readonly prepare: () => Promise<void>
  /** Loads it; who asks before or meanwhile is answered then. Never rejects. */
  readonly load: () => Promise<void>
}

export const createLateWindow = (parts: Parts, options: WindowOptions): LateWindow => {
  let window: AdminServer | undefined
  let loading: Promise<AdminServer> | undefined
  let closed = false
  const open = async (): Promise<AdminServer> => {
    const { createWindow } = await import('./admin-server.ts')
    // What it would look into is closed too.
    if (closed) throw new Error('The daemon has closed its window')
    window = createWindow(parts, options)
    return window
  }
  const whenOpen = (act: (opened: AdminServer) => void, failed: () => void): void => {
    if (window !== undefined) {
      act(window)
      return
    }
    loading ??= open()
    void loading.then(act, (error: unknown) => {
      loading = undefined
      if (!closed) parts.log.write('error', 'ui', 'Cannot load the admin API', error)
      failed()
    })
  }
  const upgradeLater = (socket: Duplex, act: (opened: AdminServer) => void): void => {
    if (window === undefined) socket.on('error', ignore)
    whenOpen(
      (opened) => {
        socket.off('error', ignore)
        if (!socket.destroyed) act(opened)
      },
      () => socket.destroy(),
    )
  }
  return {
    prepare: () =>
      import('./admin-server.ts').then(
        () => undefined,
        () => undefined,
      ),
    load: () => new Promise((resolve) => whenOpen(() => resolve(), resolve)),
    requestListener: (request: IncomingMessage, response: ServerResponse) =>
      whenOpen(
        (opened) => opened.requestListener(request, response),
        () => response.writeHead(500).end(),
      ),
    upgrade: (request, socket, head) => upgradeLater(socket, (opened) => opened.upgrade(request, socket, head)),
    upgradeService: (service: string, upgrade: ServiceUpgrade) => {
      if (!isLivePath(upgrade.request.url)) return false
      upgradeLater(upgrade.socket, (opened) => void opened.upgradeService(service, upgrade))
      return true
    },
    close: () => {
      closed = true
      window?.close()
    },
  }
}

/** A peer that leaves while it waits is nobody's trouble; without a listener its error would end the daemon. */
const ignore = (): void => undefined

/** Opens the port of the UI and returns its address. Throws `StartFailure` when it cannot be had. */
export const openWindow = async (parts: Parts, window: LateWindow, environment: Environment): Promise<string> => {
  const place = uiPlace(environment)
  const listener = await openListener(parts, 'ui', {
    name: 'UI',
    host: place.host,
    port: place.port,
    variable: place.portVariable,
    request: window.requestListener,
    upgrade: window.upgrade,
  })
  parts.origin.uiPort = listener.port
  parts.ui = listener.address
  return listener.address
}

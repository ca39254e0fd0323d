/** Opens the window: admin API, live sockets and web UI on one listener. */
import type { ServiceInfo } from '../contract/service.ts'
import { listen } from './listener.ts'
import { type Environment, uiPlace } from './options.ts'
import type { Parts } from './parts.ts'

export interface WindowOptions {
  readonly environment: Environment
  readonly running: readonly ServiceInfo[]
}

/** Returns the address of the UI. Throws `StartFailure` when the port cannot be had. */
export const openWindow = async (parts: Parts, { environment }: WindowOptions): Promise<string> => {
  const place = uiPlace(environment)
  const listener = await listen({
    name: 'UI',
    host: place.host,
    port: place.port,
    variable: place.portVariable,
    request: (_request, response) => response.end('{"status":"ok"}'),
    upgrade: (_request, socket) => socket.destroy(),
  })
  parts.listeners.push(listener)
  parts.origin.uiPort = listener.port
  return listener.address
}

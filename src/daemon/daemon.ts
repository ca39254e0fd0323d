/** Wires everything once: opens the store, builds a proxy per service and the admin window, starts the listeners; closes in reverse. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../contract/clock.ts'
import type { ServiceInfo } from '../contract/service.ts'
import type { Environment } from './options.ts'
import { assemble, closeParts, openServices } from './parts.ts'
import { packageVersion } from './version.ts'
import { createWindow, openWindow } from './window.ts'

export interface DaemonOptions {
  /** The CLP home, for example `/home/me/.clp`. */
  readonly home: string
  /** Hosts, ports and switches; the process environment when run as a program. */
  readonly environment: Environment
  readonly clock?: Clock
  readonly random?: () => number
  readonly version?: string
  /** Random name of this run, told by the API. */
  readonly instance?: string
  /** What `x-clp-control` must say to command the daemon. */
  readonly controlKey?: string
  /** The API asks for the end; running requests get `timeoutMs`. The daemon closes itself when nobody listens. */
  readonly onStopAsked?: (timeoutMs: number) => void
}

export interface Daemon {
  readonly services: readonly ServiceInfo[]
  /** Address of the UI and the admin API. */
  readonly ui: string
  /** Ends in-flight requests gracefully: waits for them up to `timeoutMs`, then cuts. Safe to call twice. */
  readonly close: (timeoutMs?: number) => Promise<void>
}

/** How long `close` waits for running requests when nothing else is said, in ms. */
const CLOSE_TIMEOUT_MS = 10_000

/** Throws `StartFailure` when a port cannot be had; whatever was opened by then is closed again. */
export const createDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const parts = await assemble(options)
  let closing: Promise<void> | undefined
  const close = (timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> => {
    if (closing === undefined) {
      // Live sockets never end by themselves; the listeners would wait for them.
      window.close()
      closing = closeParts(parts, timeoutMs)
    }
    return closing
  }
  const window = createWindow(parts, {
    version: options.version ?? packageVersion(),
    environment: options.environment,
    instance: options.instance ?? randomUUID(),
    controlKey: options.controlKey ?? randomBytes(32).toString('base64url'),
    onStopAsked: options.onStopAsked ?? ((timeoutMs) => void close(timeoutMs)),
  })
  try {
    const services = await openServices(parts, options.environment, window)
    const ui = await openWindow(parts, window, options.environment)
    return { services, ui, close }
  } catch (error) {
    window.close()
    await closeParts(parts, 0)
    throw error
  }
}

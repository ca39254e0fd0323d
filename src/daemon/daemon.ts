/** Wires everything once: opens the store, builds a proxy per service and the admin window, starts the listeners; closes in reverse. */
import type { Clock } from '../contract/clock.ts'
import type { ServiceInfo } from '../contract/service.ts'
import type { Environment } from './options.ts'
import { assemble, closeParts, openServices } from './parts.ts'
import { openWindow } from './window.ts'

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
  /** The API asks for the end; running requests get `timeoutMs`. */
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

/** Throws `StartFailure` when a port cannot be had or the door would stand open; whatever was opened by then is closed again. */
export const createDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const parts = await assemble(options)
  try {
    const running = await openServices(parts, options.environment)
    const ui = await openWindow(parts, { ...options, running })
    let closing: Promise<void> | undefined
    return {
      services: running,
      ui,
      close: (timeoutMs = CLOSE_TIMEOUT_MS) => {
        const closed = closing ?? closeParts(parts, timeoutMs)
        closing = closed
        return closed
      },
    }
  } catch (error) {
    await closeParts(parts, 0)
    throw error
  }
}

/** Wires everything once: opens the store, builds a proxy per service and the admin window, starts the listeners; closes in reverse. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Worker } from 'node:worker_threads'
import type { DaemonView } from '../admin/context/deps.ts'
import type { Notice } from '../contract/api/status.ts'
import type { Clock } from '../contract/clock.ts'
import type { ServiceInfo } from '../contract/service.ts'
import type { Environment } from '../process/options.ts'
import { packageVersion } from '../process/version.ts'
import { createLateWindow, openWindow } from './admin-server/deferred-admin-server.ts'
import { assemble, closeParts, openServices } from './assembly/parts.ts'
import type { SharedSocket, SocketHandle, SocketPlace } from './listening/shared-socket.ts'

export interface DaemonOptions {
  /** The CLP home, for example `/home/me/.clp`. */
  readonly home: string
  /** Hosts, ports and switches; the process environment when run as a program. */
  readonly environment: Environment
  readonly clock?: Clock
  readonly random?: () => number
  /** The thread that writes the log, when it was started before there was a store. */
  readonly writerThread?: Worker | undefined
  readonly version?: string
  /** Random name of this run, told by the API. */
  readonly instance?: string
  /** What `x-clp-control` must say to command the daemon. */
  readonly controlKey?: string
  /** The API asks for the end; running requests get `timeoutMs`. The daemon closes itself when nobody listens. */
  readonly onStopAsked?: (timeoutMs: number) => void
  /** The API asks for another daemon to take over. Refused when nobody listens. */
  readonly onReplaceAsked?: DaemonView['replace']
  /** Another daemon serves until this one is ready: there is time to read all code before the first client comes. */
  readonly takesOver?: boolean
  /** A listening socket that was handed over for this place. */
  readonly inherited?: (place: SocketPlace) => SocketHandle | undefined
  /** What the process around the daemon has to say to the operator. */
  readonly processNotices?: () => readonly Notice[]
}

export interface Daemon {
  readonly services: readonly ServiceInfo[]
  /** Address of the UI and the admin API. */
  readonly ui: string
  /** Its listening sockets, for a process that takes over. */
  readonly sockets: () => readonly SharedSocket[]
  /** Puts on disk what a process that takes over reads at its start. */
  readonly settle: () => void
  /** Leaves new connections, viewers and health to the process that took over. Running requests go on: `close` waits for them. */
  readonly handOver: () => void
  /** Requests being answered now; `changed` is called when one of them ends. */
  readonly openRequests: (changed?: () => void) => number
  /** Ends in-flight requests gracefully: waits for them up to `timeoutMs`, then cuts. Safe to call twice; the second call may cut earlier. */
  readonly close: (timeoutMs?: number) => Promise<void>
}

/** How long `close` waits for running requests when nothing else is said, in ms. */
const CLOSE_TIMEOUT_MS = 10_000

/** Throws `StartFailure` when a port cannot be had; whatever was opened by then is closed again. */
export const createDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const parts = await assemble(options)
  const { listeners, stores } = parts
  let closing: Promise<void> | undefined
  const close = (timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> => {
    if (closing === undefined) {
      // Live sockets never end by themselves; the listeners would wait for them.
      window.close()
      closing = closeParts(parts, timeoutMs)
    } else {
      for (const { listener } of listeners) void listener.close(timeoutMs)
    }
    return closing
  }
  const { clock } = parts
  const window = createLateWindow(parts, {
    begun: { now: clock.now(), elapsed: clock.elapsed() },
    version: options.version ?? packageVersion(),
    environment: options.environment,
    instance: options.instance ?? randomUUID(),
    controlKey: options.controlKey ?? randomBytes(32).toString('base64url'),
    onStopAsked: options.onStopAsked ?? ((timeoutMs) => void close(timeoutMs)),
    onReplaceAsked: options.onReplaceAsked ?? (async () => ({ kind: 'unsupported', why: 'foreground' })),
    processNotices: options.processNotices ?? (() => []),
  })
  try {
    if (options.takesOver === true) await window.prepare()
    const services = await openServices(parts, options.environment, window)
    const ui = await openWindow(parts, window, options.environment)
    // Behind the word that we are ready, which is on its way by then.
    setImmediate(() => void window.load())
    return {
      services,
      ui,
      sockets: () => listeners.flatMap(({ place, listener }) => shared(place, listener.handle())),
      settle: stores.health.flush,
      handOver: () => {
        for (const { listener } of listeners) listener.leave()
        window.close()
        stores.health.handOver()
      },
      openRequests: (changed) => {
        if (changed !== undefined) stores.bus.subscribe(({ type }) => type === 'request_completed' && changed())
        return stores.live.openCount()
      },
      close,
    }
  } catch (error) {
    window.close()
    await closeParts(parts, 0)
    throw error
  }
}

const shared = ({ name, host, port }: SocketPlace, handle: SocketHandle | undefined): readonly SharedSocket[] =>
  handle === undefined ? [] : [{ name, host, port, handle }]

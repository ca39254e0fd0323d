/** Wires everything once: opens the stores, builds a proxy per service and the admin server, starts the listeners; closes in reverse. */
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { DaemonView } from '../admin/context/deps.ts'
import { createObservations } from '../admin/views/observations.ts'
import type { Notice } from '../contract/api/status.ts'
import type { Clock } from '../contract/clock.ts'
import type { ServiceInfo } from '../contract/service.ts'
import { DRAIN_LIMITS, drainLimits, type Environment } from '../process/options.ts'
import { packageVersion } from '../process/version.ts'
import type { AdminAssemblyOptions } from './admin-server/admin-server.ts'
import { createLateAdminServer, type LateAdminServer } from './admin-server/late-admin-server.ts'
import { openAdminListener, openServices } from './assembly/open-services.ts'
import { assemble, closeParts, type Parts } from './assembly/parts.ts'
import type { SharedSocket, SocketHandle, SocketKey } from './listening/shared-socket.ts'

export interface DaemonOptions {
  /** The CLP home, for example `/home/me/.clp`. */
  readonly home: string
  /** Hosts, ports, outgoing proxies and switches; the process environment when run as a program. */
  readonly environment: Environment
  readonly clock?: Clock
  readonly random?: () => number
  readonly version?: string
  /** Random name of this run, reported by the API. */
  readonly instance?: string
  /** What `x-clp-control` must say to command the daemon. */
  readonly controlKey?: string
  /** The API asks for the end, as `close` takes it. The daemon closes itself when there is no such callback. */
  readonly onStopAsked?: (timeoutMs: number, delayMs?: number) => void
  /** The API asks for another daemon to take over. Refused when there is no such callback. */
  readonly onReplaceAsked?: DaemonView['replace']
  /** Another daemon serves until this one listens. */
  readonly takesOver?: boolean
  /** A listening socket that was handed over for this listener. */
  readonly inherited?: (key: SocketKey) => SocketHandle | undefined
  /** What the process around the daemon reports to the operator. */
  readonly processNotices?: () => readonly Notice[]
}

export interface Daemon {
  readonly services: readonly ServiceInfo[]
  /** Address of the UI and the admin API. */
  readonly ui: string
  /**
   * Reads the code of the admin server, unless somebody has asked for it already. For when everybody who waits for the ports was told; always,
   * because files may be replaced by an update. Never rejects.
   */
  readonly loadAdmin: () => Promise<void>
  /** Its listening sockets, for a process that takes over. */
  readonly sockets: () => readonly SharedSocket[]
  /** Writes to disk what a process that takes over reads at its start. */
  readonly flush: () => void
  /** Leaves new connections, viewers and health to the process that took over. Running requests go on: `close` waits for them. */
  readonly handOver: () => void
  /** Requests being answered now; `changed` is called when one of them ends. */
  readonly openRequests: (changed?: () => void) => number
  /**
   * Says no at `/readyz` and goes on as before for `delayMs`; then takes no more, waits for running requests up to `timeoutMs`, and cuts. Safe to
   * call twice; the second call ends the delay and may cut earlier.
   */
  readonly close: (timeoutMs?: number, delayMs?: number) => Promise<void>
}

/** How long `close` waits for running requests when nothing else is said, in ms. */
const CLOSE_TIMEOUT_MS = 10_000

/** Throws `StartFailure` when a port cannot be had; whatever was opened by then is closed again. */
export const createDaemon = async (options: DaemonOptions): Promise<Daemon> => {
  const parts = await assemble(options)
  const begun = { now: parts.clock.now(), elapsed: parts.clock.elapsed() }
  const observations = createObservations(parts.stores.bus, parts.clock)
  const admin: LateAdminServer = createLateAdminServer({
    open: async () => {
      const { assembleAdminServer } = await import('./admin-server/admin-server.ts')
      return assembleAdminServer(parts, adminOptions({ options, close, begun, observations }))
    },
    failed: (error) => parts.log.write('error', 'ui', 'Cannot load the admin API', error),
  })
  const close = closer(parts, () => admin.close())
  try {
    // While another daemon still serves, nobody waits for this one; once it listens, reading code would hold up requests.
    if (options.takesOver === true) await admin.load()
    const services = await openServices(parts, options.environment, admin)
    const ui = await openAdminListener(parts, admin, options.environment)
    // Ports that the system has chosen are known now.
    parts.stores.config.reconsider()
    if (parts.readyState.now === 'starting') parts.readyState.now = 'ready'
    return daemonOf(parts, admin, { services, ui, close })
  } catch (error) {
    admin.close()
    await closeParts(parts, 0)
    throw error
  }
}

type Close = Daemon['close']

/** A second call does not close again, but may end a delay and the wait for running requests earlier. */
const closer = (parts: Parts, closeAdmin: () => void): Close => {
  let closing: Promise<void> | undefined
  let limit = CLOSE_TIMEOUT_MS
  let delay: AbortController | undefined
  const accept = async (delayMs: number): Promise<void> => {
    delay = new AbortController()
    await pause(delayMs, undefined, { signal: delay.signal }).catch(() => undefined)
    delay = undefined
    // Balancers keep connections open: each gets its last answer instead of being closed while a request is on its way.
    for (const { listener } of parts.listeners) listener.drain()
  }
  const end = async (delayMs: number): Promise<void> => {
    if (delayMs > 0) await accept(delayMs)
    // Live sockets never end by themselves; the listeners would wait for them.
    closeAdmin()
    await closeParts(parts, limit)
  }
  return (timeoutMs = CLOSE_TIMEOUT_MS, delayMs = 0) => {
    parts.readyState.now = 'draining'
    if (closing === undefined) {
      limit = timeoutMs
      closing = end(delayMs)
    } else if (delay !== undefined) {
      limit = Math.min(limit, timeoutMs)
      delay.abort()
    } else {
      for (const { listener } of parts.listeners) void listener.close(timeoutMs)
    }
    return closing
  }
}

interface AdminOptionParts extends Pick<AdminAssemblyOptions, 'begun' | 'observations'> {
  readonly options: DaemonOptions
  readonly close: Close
}

const adminOptions = ({ options, close, begun, observations }: AdminOptionParts): AdminAssemblyOptions => ({
  drainLimits: drainLimits(options.environment, DRAIN_LIMITS),
  begun,
  observations,
  version: options.version ?? packageVersion(),
  environment: options.environment,
  instance: options.instance ?? randomUUID(),
  controlKey: options.controlKey ?? randomBytes(32).toString('base64url'),
  onStopAsked: options.onStopAsked ?? ((timeoutMs, delayMs) => void close(timeoutMs, delayMs)),
  onReplaceAsked: options.onReplaceAsked ?? (async () => ({ kind: 'unsupported', why: 'foreground' })),
  processNotices: options.processNotices ?? (() => []),
})

const daemonOf = (
  { listeners, stores }: Parts,
  admin: Pick<LateAdminServer, 'load' | 'close'>,
  opened: Pick<Daemon, 'services' | 'ui' | 'close'>,
): Daemon => ({
  ...opened,
  loadAdmin: admin.load,
  sockets: () => listeners.flatMap(({ key, listener }) => shared(key, listener.handle())),
  flush: () => {
    stores.health.flush()
    stores.meters.flush()
    stores.balances.flush()
  },
  handOver: () => {
    for (const { listener } of listeners) listener.drain()
    admin.close()
    stores.health.handOver()
    stores.meters.handOver()
    stores.balances.handOver()
  },
  openRequests: (changed) => {
    if (changed !== undefined) stores.bus.subscribe(({ type }) => type === 'request_completed' && changed())
    return stores.live.openCount()
  },
})

const shared = ({ name, host, port }: SocketKey, handle: SocketHandle | undefined): readonly SharedSocket[] =>
  handle === undefined ? [] : [{ name, host, port, handle }]

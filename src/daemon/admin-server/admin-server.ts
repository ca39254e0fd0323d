/** Builds the admin window over the daemon's parts: API, live sockets and web UI. Loaded when the daemon is ready: see `late-window.ts`. */
import type { DaemonView } from '../../admin/context/deps.ts'
import { createProber } from '../../admin/probe/prober.ts'
import { type AdminServer, createAdminServer } from '../../admin/server.ts'
import type { Notice } from '../../contract/api/status.ts'
import { clientAddress, isSecureClient } from '../../edge/client-address.ts'
import { logFileName } from '../../process/log.ts'
import type { Environment } from '../../process/options.ts'
import { createTries } from '../../proxy/dry-run/dry-run.ts'
import { packageFile } from '../../store/files/package-files.ts'
import type { Parts } from '../assembly/parts.ts'
import { doorNotices } from '../listening/exposure-notices.ts'
import { clientSetUp } from './client-set-up.ts'
import { tailOf } from './log-tail.ts'

export interface WindowOptions {
  readonly version: string
  /** Random name of this run. */
  readonly instance: string
  /** What the clock said when the daemon began, both ways. */
  readonly begun: { readonly now: number; readonly elapsed: number }
  /** What `x-clp-control` must say. */
  readonly controlKey: string
  readonly onStopAsked: (timeoutMs: number) => void
  readonly environment: Environment
  readonly onReplaceAsked: DaemonView['replace']
  /** What the process around the daemon has to say to the operator. */
  readonly processNotices: () => readonly Notice[]
}

export const createWindow = (parts: Parts, options: WindowOptions): AdminServer => {
  const { clock, stores, home, door } = parts
  return createAdminServer({
    clock,
    config: stores.config,
    journal: stores.records.journal,
    ledger: stores.records.ledger,
    bus: stores.bus,
    live: stores.live,
    access: stores.access,
    health: stores.health,
    switches: stores.switches,
    services: parts.services,
    prober: createProber({ clock, wayTo: parts.wayTo }),
    clients: clientSetUp({ home, clock, config: stores.config, environment: options.environment }),
    tries: createTries({ health: stores.health, clock }),
    hosts: door.rules,
    addressOf: (request) => clientAddress(request.socket.remoteAddress ?? '', request.rawHeaders, door.trusted),
    isSecure: (request) => isSecureClient(request.socket.remoteAddress ?? '', request.rawHeaders, door.trusted),
    logError: (message, cause) => parts.log.write('error', 'ui', message, cause),
    webRoot: packageFile('dist/web'),
    daemon: {
      version: options.version,
      pid: process.pid,
      nodeVersion: process.version,
      instance: options.instance,
      controlKey: options.controlKey,
      startedAt: options.begun.now,
      uptimeMs: () => clock.elapsed() - options.begun.elapsed,
      home: home.root,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ui: () => (parts.ui === undefined ? [] : [parts.ui]),
      listening: () => parts.running.map((info) => ({ info, running: true, addresses: [info.address] })),
      notices: () => [
        ...options.processNotices(),
        ...doorNotices({ ...parts, access: stores.access, allowOpen: door.allowOpen, platform: process.platform }),
      ],
      log: async (lines) => {
        const file = home.file(`run/${logFileName('ui')}`)
        return { file, lines: await tailOf(file, lines) }
      },
      stop: options.onStopAsked,
      replace: options.onReplaceAsked,
    },
  })
}

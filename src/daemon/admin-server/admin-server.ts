/** Builds the admin server over the daemon's parts: API, live sockets and web UI. */
import type { DaemonView } from '../../admin/context/deps.ts'
import { createProber } from '../../admin/probe/prober.ts'
import { type AdminServer, createAdminServer } from '../../admin/server.ts'
import type { Observations } from '../../admin/views/observations.ts'
import type { Notice } from '../../contract/api/status.ts'
import { clientAddress, isSecureClient } from '../../edge/client-address.ts'
import { logFileName } from '../../process/log.ts'
import type { DrainLimits, Environment } from '../../process/options.ts'
import { createDryRun } from '../../proxy/dry-run/dry-run.ts'
import { packageFile } from '../../store/files/package-files.ts'
import type { Parts } from '../assembly/parts.ts'
import { exposureNotices } from '../listening/exposure-notices.ts'
import { clientSetUp } from './client-set-up.ts'
import { tailOf } from './log-tail.ts'

export interface AdminAssemblyOptions {
  /** What the clock said when the daemon began: this code may be read much later. */
  readonly begun: { readonly now: number; readonly elapsed: number }
  readonly version: string
  /** Random name of this run. */
  readonly instance: string
  /** What `x-clp-control` must say. */
  readonly controlKey: string
  readonly onStopAsked: (timeoutMs: number, delayMs?: number) => void
  /** What a drain takes when whoever asks for it says nothing. */
  readonly drainLimits: DrainLimits
  readonly environment: Environment
  readonly onReplaceAsked: DaemonView['replace']
  readonly observations: Observations
  /** What the process around the daemon reports to the operator. */
  readonly processNotices: () => readonly Notice[]
}

/** To be called once for a daemon; opens no port. */
export const assembleAdminServer = (parts: Parts, options: AdminAssemblyOptions): AdminServer => {
  const { clock, stores, home, exposure } = parts
  return createAdminServer({
    clock,
    config: stores.config,
    journal: stores.records.journal,
    ledger: stores.records.ledger,
    budgets: stores.budgets,
    bus: stores.bus,
    observations: options.observations,
    live: stores.live,
    access: stores.access,
    health: stores.health,
    meters: stores.meters,
    balancingLog: stores.balancingLog,
    services: parts.services,
    prober: createProber({ clock, ask: parts.proxy.ask }),
    clients: clientSetUp({ home, clock, config: stores.config, environment: options.environment }),
    maskedCounts: parts.proxy.deps.masks.counts,
    balances: { ...stores.balances, ...parts.proxy.balances },
    dryRun: createDryRun({
      health: stores.health,
      meters: stores.meters,
      balances: stores.balances,
      clock,
      services: parts.services,
    }),
    hosts: exposure.rules,
    addressOf: (request) => clientAddress(request.socket.remoteAddress ?? '', request.rawHeaders, exposure.trusted),
    isSecure: (request) => isSecureClient(request.socket.remoteAddress ?? '', request.rawHeaders, exposure.trusted),
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
      timeZone: stores.records.timeZone,
      ui: () => (parts.ui === undefined ? [] : [parts.ui]),
      listening: () => parts.running.map((info) => ({ info, running: true, addresses: [info.address] })),
      notices: () => [
        ...(parts.readyState.now === 'draining' ? [DRAINING] : []),
        ...options.processNotices(),
        ...exposureNotices({
          ...parts,
          access: stores.access,
          allowOpen: exposure.allowOpen,
          platform: process.platform,
        }),
      ],
      log: async (lines) => {
        const file = home.file(`run/${logFileName('ui')}`)
        return { file, lines: await tailOf(file, lines) }
      },
      readyState: () => parts.readyState.now,
      stop: options.onStopAsked,
      drain: (wish) => {
        const { delayMs = options.drainLimits.delayMs, timeoutMs = options.drainLimits.timeoutMs } = wish
        options.onStopAsked(timeoutMs, delayMs)
        return { delayMs, timeoutMs }
      },
      replace: options.onReplaceAsked,
    },
  })
}

const DRAINING: Notice = {
  code: 'draining',
  severity: 'warning',
  params: {},
  message: 'CLP is being drained: /readyz says no, and it ends when running requests have ended',
  fix: null,
}

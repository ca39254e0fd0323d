/** Everything the admin server is given. It opens nothing, reads no environment and knows no other way to its neighbours. */
import type { IncomingMessage } from 'node:http'
import type { DrainAnswer, DrainRequest, ReplaceAnswer, ReplaceRequest } from '../../contract/api/daemon.ts'
import type { Notice } from '../../contract/api/status.ts'
import type { Clock } from '../../contract/clock.ts'
import type { ServiceInfo } from '../../contract/service.ts'
import type { HostRules } from '../../edge/host-rules.ts'
import type { ReadyState } from '../../edge/readiness.ts'
import type { BalancePoller } from '../../proxy/balances/balance-poller.ts'
import type { DryRun } from '../../proxy/dry-run/dry-run.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { AttachContext } from '../../setup/attach/attach.ts'
import type { ClientContext, ClientSetup } from '../../setup/attach/client-setup.ts'
import type { Access } from '../../store/access/access.ts'
import type { Balances } from '../../store/balances/balances.ts'
import type { Budgets } from '../../store/budgets/budgets.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import type { Health } from '../../store/health/health.ts'
import type { BalancingLog } from '../../store/live/balancing-log.ts'
import type { Bus } from '../../store/live/bus.ts'
import type { LiveStore } from '../../store/live/live.ts'
import type { Meters } from '../../store/meters/meters.ts'
import type { Journal } from '../../store/records/journal.ts'
import type { Ledger } from '../../store/records/ledger.ts'
import type { Prober } from '../probe/prober.ts'

export interface AdminDeps {
  readonly clock: Clock
  readonly config: ConfigStore
  readonly journal: Journal
  readonly ledger: Ledger
  readonly budgets: Pick<Budgets, 'view' | 'reload'>
  readonly bus: Bus
  readonly live: LiveStore
  readonly access: Access
  readonly health: Pick<Health, 'view' | 'candidates' | 'reset' | 'rename'>
  /** What upstreams say of their limits. */
  readonly meters: Pick<Meters, 'of' | 'leastLeft' | 'rename'>
  /** Balances of upstreams, and who asks for them. */
  readonly balances: Pick<Balances, 'of' | 'rename'> & Pick<BalancePoller, 'look' | 'refresh' | 'isAsking'>
  readonly balancingLog: Pick<BalancingLog, 'list'>
  readonly services: readonly ClientService[]
  readonly daemon: DaemonView
  readonly prober: Prober
  readonly clients: Clients
  /** What would happen to a request: answered by the code that decides about real ones. */
  readonly dryRun: DryRun
  /** By kind: how many secrets were replaced since the start. */
  readonly maskedCounts: () => ReadonlyMap<string, number>
  /** Names under which the UI may be asked, and pages that may ask it. */
  readonly hosts: HostRules
  /** Address of the caller, or the one a trusted proxy named. */
  readonly addressOf: (request: IncomingMessage) => string
  /** Whether the caller came by TLS, as a trusted proxy says. */
  readonly isSecure: (request: IncomingMessage) => boolean
  /** The daemon's log, for failures of CLP itself. Messages hold no secrets. */
  readonly logError: (message: string, cause: unknown) => void
  /** Folder of the built web app. */
  readonly webRoot: string
}

/** The clients on this machine and how their files are changed. */
export interface Clients {
  readonly setups: readonly ClientSetup[]
  /** Absolute path of the client's file. */
  readonly fileOf: (setup: ClientSetup) => string
  /** What is looked at beside that file. */
  readonly contextOf: (setup: ClientSetup, known: Pick<ClientContext, 'address' | 'ownLogin'>) => ClientContext
  readonly context: AttachContext
}

/** The daemon as the admin server shows it. */
export interface DaemonView {
  readonly version: string
  readonly pid: number
  readonly nodeVersion: string
  /** Random name of this run. */
  readonly instance: string
  /** Secret of this run, known to the user's own command line. */
  readonly controlKey: string
  /** ms since 1970. */
  readonly startedAt: number
  /** Time since then that really passed, whatever became of the clock on the wall. */
  readonly uptimeMs: () => number
  /** Absolute path of the home. */
  readonly home: string
  /** IANA zone in which days begin. */
  readonly timeZone: () => string
  /** Addresses of the UI. */
  readonly ui: () => readonly string[]
  readonly listening: () => readonly ListeningService[]
  /** What the daemon itself has to say: an unprotected port, files that others can read. */
  readonly notices: () => readonly Notice[]
  /** Newest lines of the daemon's log, oldest first. */
  readonly log: (lines: number) => Promise<{ readonly file: string; readonly lines: readonly string[] }>
  readonly readyState: () => ReadyState
  /** Begins to drain, and says how long that takes at most. Returns at once. */
  readonly drain: (wish: DrainRequest) => Pick<DrainAnswer, 'delayMs' | 'timeoutMs'>
  /** Begins to stop: no new requests, running ones get `timeoutMs`. Returns at once. */
  readonly stop: (timeoutMs: number) => void
  /** Starts another daemon that takes over; resolves when it has, or with the reason why not. */
  readonly replace: (request: ReplaceRequest) => Promise<ReplaceAnswer>
}

export interface ListeningService {
  readonly info: ServiceInfo
  readonly running: boolean
  readonly addresses: readonly string[]
}

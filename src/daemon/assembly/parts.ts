/** The parts of a running daemon, built bottom up, and taken down in reverse. */
import { type Clock, systemClock } from '../../contract/clock.ts'
import type { ServiceInfo } from '../../contract/service.ts'
import { clientAddress } from '../../edge/client-address.ts'
import type { HostRules } from '../../edge/host-rules.ts'
import type { ReadyState } from '../../edge/readiness.ts'
import { createLog, type DaemonLog, logLevelFrom } from '../../process/log.ts'
import { type Environment, serviceBinding, uiBinding } from '../../process/options.ts'
import { createOwnAddresses, type OwnAddresses } from '../../process/own-addresses.ts'
import { readProcessLimits } from '../../process/process-limits.ts'
import { type AssembledProxy, assembleProxy } from '../../proxy/assemble-proxy.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { services as shelf } from '../../proxy/services/index.ts'
import { type Home, homeAt } from '../../store/files/home.ts'
import { type ConnectionBudget, createConnectionBudget } from '../listening/connection-budget.ts'
import { type ExposureSettings, exposedServices, type PlannedListener, readExposure } from '../listening/exposure.ts'
import type { Listener } from '../listening/listener.ts'
import type { SocketHandle, SocketKey } from '../listening/shared-socket.ts'
import { servicesInUse } from './services-in-use.ts'
import { openStores, type Stores } from './stores.ts'

export interface PartsOptions {
  readonly home: string
  readonly environment: Environment
  readonly clock?: Clock
  readonly random?: () => number
  readonly inherited?: (key: SocketKey) => SocketHandle | undefined
}

/** A listener, and what it was opened for. */
export interface OpenListener {
  readonly key: SocketKey
  readonly listener: Listener
}

export interface Parts {
  readonly home: Home
  readonly clock: Clock
  /** The services of the shelf that run here. */
  readonly services: readonly ClientService[]
  readonly log: DaemonLog
  readonly stores: Stores
  readonly proxy: AssembledProxy
  readonly exposure: ExposureSettings
  /** What proxies need to know about our own pages; the port is known once the admin server listens. */
  readonly origin: { rules: HostRules; uiPort: number }
  /** What the ports of services share. */
  readonly budget: ConnectionBudget
  /** Addresses that no upstream may have. */
  readonly own: OwnAddresses
  /** What `/readyz` says. */
  readonly readyState: { now: ReadyState }
  readonly listeners: OpenListener[]
  /** A listening socket that was handed over for this listener. */
  readonly inherited: (key: SocketKey) => SocketHandle | undefined
  /** Services that listen by now. */
  readonly running: ServiceInfo[]
  /** Address of the UI, once it listens. */
  ui: string | undefined
  /** Every listener that is about to be opened. */
  readonly planned: readonly PlannedListener[]
}

/** Opens everything but the ports. Throws when a setting in the environment cannot be meant, or when the home cannot be used. */
export const assemble = async (options: PartsOptions): Promise<Parts> => {
  const { environment, clock = systemClock, random = Math.random } = options
  const home = homeAt(options.home)
  const exposure = readExposure(environment)
  const own = createOwnAddresses()
  const budget = createConnectionBudget(readProcessLimits().openFiles)
  const services = servicesInUse(shelf, { home, environment, own })
  const planned = plannedListeners(environment, services)
  const log = createLog(home.run, logLevelFrom(environment['CLP_LOG_LEVEL']))
  const stores = await openStores({
    home,
    environment,
    clock,
    services,
    log,
    exposed: exposedServices(planned, exposure),
  })
  const origin = { rules: exposure.rules, uiPort: uiBinding(environment).port }
  const readyState: Parts['readyState'] = { now: 'starting' }
  const proxy = await assembleProxy({
    clock,
    random,
    environment,
    origin,
    maskKey: home.maskKey,
    config: stores.config,
    bus: stores.bus,
    health: stores.health,
    meters: stores.meters,
    balances: stores.balances,
    access: stores.access,
    readyState: () => readyState.now,
    budgets: stores.budgets,
    record: stores.records.journal.append,
    log: {
      warn: (service, message) => log.write('warn', service, message),
      error: (service, message, cause) => log.write('error', service, message, cause),
    },
    addressOf: ({ socket, rawHeaders }) => clientAddress(socket.remoteAddress ?? '', rawHeaders, exposure.trusted),
  })
  const { inherited = () => undefined } = options
  const opened = { listeners: [], running: [], ui: undefined }
  return {
    home,
    clock,
    services,
    log,
    stores,
    proxy,
    exposure,
    origin,
    own,
    budget,
    readyState,
    planned,
    inherited,
    ...opened,
  }
}

const plannedListeners = (environment: Environment, services: readonly ClientService[]): readonly PlannedListener[] => [
  { service: 'ui', ...uiBinding(environment) },
  ...services.map((service) => ({ service: service.id, ...serviceBinding(environment, service) })),
]

/** Drains the listeners, then closes everything in reverse order of opening. `timeoutMs`: longest wait for running requests. */
export const closeParts = async ({ listeners, proxy, stores, log }: Parts, timeoutMs: number): Promise<void> => {
  await Promise.all(listeners.map(({ listener }) => listener.close(timeoutMs)))
  await lastRecords(proxy)
  proxy.close()
  await stores.close()
  await log.close()
}

/** How long the last exchanges may take to be recorded once nobody waits for their answers, in ms. */
const LAST_RECORDS_MS = 5000

/** An exchange learns a moment later that its connection was cut, and only then there is a record to keep. */
const lastRecords = async ({ deps }: AssembledProxy): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_RECORDS_MS)
  })
  await Promise.race([deps.openExchanges.none(), enough])
  clearTimeout(timer)
}

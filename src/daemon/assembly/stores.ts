/** Opens the stores of the daemon: documents, bus, health, meters, access, journal and ledger. */
import type { Clock } from '../../contract/clock.ts'
import type { DaemonLog } from '../../process/log.ts'
import type { Environment } from '../../process/options.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { Access } from '../../store/access/access.ts'
import { createAccess } from '../../store/access/access-control.ts'
import { type KeptBalances, openBalances } from '../../store/balances/open-balances.ts'
import type { Budgets } from '../../store/budgets/budgets.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { openConfigStore } from '../../store/config/config-store.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { documents } from '../../store/documents/index.ts'
import type { Home } from '../../store/files/home.ts'
import { makeFolder } from '../../store/files/make-folder.ts'
import type { Health } from '../../store/health/health.ts'
import { openHealth } from '../../store/health/open-health.ts'
import { type BalancingLog, createBalancingLog } from '../../store/live/balancing-log.ts'
import { type Bus, createBus } from '../../store/live/bus.ts'
import { createLiveStore, type LiveStore } from '../../store/live/live.ts'
import { type KeptMeters, openMeters } from '../../store/meters/open-meters.ts'
import type { RecordStore } from '../../store/records/record-store.ts'
import { openBudgets, withBudgets } from './budgets.ts'
import { emitConfigEvents } from './config-events.ts'
import { openRecords } from './records.ts'

export interface Stores {
  readonly config: ConfigStore
  readonly bus: Bus
  readonly access: Access
  readonly health: Health
  /** What upstreams say of their limits. */
  readonly meters: KeptMeters
  /** What is known of their balances. */
  readonly balances: KeptBalances
  /** Request log and totals. */
  readonly records: RecordStore
  readonly budgets: Budgets
  readonly live: LiveStore
  readonly balancingLog: BalancingLog
  readonly close: () => Promise<void>
}

export interface StoresOptions {
  readonly home: Home
  readonly environment: Environment
  readonly clock: Clock
  readonly services: readonly ClientService[]
  readonly log: DaemonLog
  /** Whether a service listens beyond this machine although nobody allowed it to be open. */
  readonly exposed: (service: string) => boolean
}

/** Throws when a folder of the home cannot be made, or a database that was named cannot be used. */
export const openStores = async (options: StoresOptions): Promise<Stores> => {
  const { home, environment, clock, services, log, exposed } = options
  for (const folder of [home.root, home.run, home.data]) makeFolder(folder)
  const config = openConfigStore({
    home,
    documents,
    upstreamDocuments: new Map(services.map((service) => [service.id, service.document])),
    clock,
    onListenerError: (error) => log.write('error', 'ui', 'A listener of configuration changes failed', error),
    onHistoryTrouble: (error) => log.write('warn', 'ui', 'Former versions of documents cannot be kept', error),
  })
  const bus = createBus((error) => log.write('error', 'ui', 'A listener of live events failed', error))
  const access = createAccess({ config, document: accessDocument, clock, exposed })
  const health = openHealth({
    file: home.health,
    config,
    clock,
    bus,
    onTrouble: (message) => log.write('warn', 'ui', message),
  })
  const onTrouble = (message: string): void => log.write('warn', 'ui', message)
  const meters = openMeters({ file: home.meters, config, clock, onTrouble })
  const balances = openBalances({ file: home.balances, config, onTrouble })
  let budgets: Budgets | undefined
  const imported = (): void => void budgets?.reload()
  const records = await openRecords({ home, environment, clock, config, bus, log, imported })
  budgets = await openBudgets({ home, environment, clock, config, bus, log, records })
  const live = createLiveStore(bus)
  const balancingLog = createBalancingLog(bus)
  emitConfigEvents({ config, bus, clock, log })
  return {
    config,
    health,
    meters,
    balances,
    records: withBudgets(records, budgets),
    budgets,
    live,
    balancingLog,
    bus,
    access,
    close: async () => {
      balancingLog.close()
      live.close()
      await records.close()
      health.close()
      meters.close()
      balances.close()
      config.close()
    },
  }
}

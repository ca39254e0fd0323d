/** Opens the counters of budgets over the log of the daemon, and has them read anew whenever what they come from changes. */
import type { Clock } from '../../contract/clock.ts'
import { databaseSettings } from '../../process/database-settings.ts'
import { readDrainingDaemons } from '../../process/draining-daemons.ts'
import type { DaemonLog } from '../../process/log.ts'
import type { Environment } from '../../process/options.ts'
import { passedSentence } from '../../store/budgets/budget-sentence.ts'
import { type Budgets, createBudgets } from '../../store/budgets/budgets.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import type { Home } from '../../store/files/home.ts'
import type { Bus } from '../../store/live/bus.ts'
import { pricesInForce } from '../../store/prices/prices-in-force.ts'
import type { RecordStore } from '../../store/records/record-store.ts'

export interface OpenBudgetsOptions {
  readonly home: Home
  readonly environment: Environment
  readonly clock: Clock
  readonly config: ConfigStore
  readonly bus: Bus
  readonly log: DaemonLog
  readonly records: RecordStore
}

/** Resolves when all that was spent is known. Never rejects. */
export const openBudgets = async (options: OpenBudgetsOptions): Promise<Budgets> => {
  const { home, clock, config, bus, log, records } = options
  const isNode = databaseSettings(options.environment) !== undefined
  const budgets = createBudgets({
    clock,
    settings: () => {
      const snapshot = config.snapshot()
      return { budgets: snapshot.get(budgetsDocument), book: pricesInForce(snapshot) }
    },
    ledger: records.ledger,
    quietly: records.quietly,
    passed: (passed) => {
      const message = passedSentence(passed, clock.now())
      const code = passed.threshold >= 1 ? 'budget-used-up' : 'budget-nearly-used'
      log.write('warn', 'ui', message)
      bus.emit({ type: 'notice', timestamp: new Date(clock.now()).toISOString(), code, message })
    },
    failed: (error) =>
      log.write('error', 'ui', 'Cannot read what budgets have spent; counting goes on from what is known', error),
    // A daemon that this one has taken over from goes on writing what its last requests cost, and so do other nodes.
    isShared: () => isNode || readDrainingDaemons(home).length > 0,
  })
  config.subscribe(({ changed }) => {
    if (changed.some(({ document }) => DOCUMENTS.has(document))) void budgets.reload()
  })
  await budgets.reload()
  return budgets
}

/** Yuan are told in dollars by the rates that stand with the prices. */
const DOCUMENTS: ReadonlySet<string> = new Set([budgetsDocument.id, pricesDocument.id])

/** The same log; what changes its totals has the counters read anew. */
export const withBudgets = (records: RecordStore, budgets: Pick<Budgets, 'reload'>): RecordStore => {
  const { ledger, journal } = records
  return {
    ...records,
    journal: {
      ...journal,
      renameUpstream: async (service, from, to) => {
        await journal.renameUpstream(service, from, to)
        await budgets.reload()
      },
    },
    ledger: {
      ...ledger,
      reprice: async (request) => {
        const report = await ledger.reprice(request)
        if (!request.dryRun) await budgets.reload({ isRepriced: true })
        return report
      },
      clear: async () => {
        await ledger.clear()
        await budgets.reload({ isRepriced: true })
      },
    },
  }
}

/** Who answers about budgets: the running daemon, or its route in this process, over the database and the files. */
import { budgetRoutes } from '../../admin/routes/budgets.ts'
import { createBudgets } from '../../store/budgets/budgets.ts'
import { budgetsDocument } from '../../store/documents/budgets.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { pricesInForce } from '../../store/prices/prices-in-force.ts'
import type { RecordStore } from '../../store/records/record-store.ts'
import { type Api, findDaemon } from '../api/api-client.ts'
import { apiOver } from '../api/api-over.ts'
import { withConfig } from '../api/documents.ts'
import { withRecords } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'

export const withBudgetsApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  return withRecords(cli, (records) =>
    withConfig(cli, [budgetsDocument, pricesDocument], async (config) => {
      const { clock } = cli
      const settings = () => {
        const snapshot = config.snapshot()
        return { budgets: snapshot.get(budgetsDocument), book: pricesInForce(snapshot) }
      }
      const budgets = createBudgets({ clock, settings, ...totalsOf(records), passed: ignore, failed: rethrow })
      await budgets.reload()
      return act(apiOver(cli, [budgetRoutes({ config, budgets, clock })]))
    }),
  )
}

/** Where nothing was ever recorded, nothing was spent. */
const totalsOf = (records: RecordStore | undefined): Pick<RecordStore, 'ledger' | 'quietly'> | typeof NOTHING =>
  records === undefined ? NOTHING : { ledger: records.ledger, quietly: records.quietly }

const NOTHING = {
  ledger: { totals: async () => [] },
  quietly: async <T>(read: (waiting: readonly never[]) => Promise<T>): Promise<T> => read([]),
}

const ignore = (): void => undefined

const rethrow = (error: unknown): void => {
  throw error
}

/**
 * The admin routes about log and usage in this very process, for a daemon that does not run. What a command asks and how it is
 * answered is the same in both cases.
 */
import { existsSync } from 'node:fs'
import { exchangeRoutes } from '../../admin/routes/exchanges.ts'
import { repriceRoutes } from '../../admin/routes/reprices.ts'
import { usageRoutes } from '../../admin/routes/usage.ts'
import type { PriceSettings } from '../../contract/price-settings.ts'
import type { AccessSettings } from '../../contract/settings.ts'
import { databaseSettings } from '../../process/database-settings.ts'
import { packageVersion } from '../../process/version.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { openRecordStore, openSharedStore } from '../../store/open-record-store.ts'
import type { RecordStore } from '../../store/records/record-store.ts'
import type { Cli } from '../context/cli.ts'
import { type Api, findDaemon } from './api-client.ts'
import { apiOver } from './api-over.ts'
import { withConfig } from './documents.ts'

/** Hands `act` whoever can answer about log and usage; undefined when nothing was ever recorded. */
export const withRecordsApi = async <T>(cli: Cli, act: (api: Api | undefined) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  const rules = await withConfig(cli, [pricesDocument, accessDocument], (config) => ({
    prices: config.snapshot().get(pricesDocument),
    tokens: config.snapshot().get(accessDocument).tokens,
  }))
  return withRecords(cli, (records) => act(records === undefined ? undefined : offlineApi(cli, records, rules)))
}

/** Opens the database of a daemon that does not run, hands it to `act`, closes it. Undefined when there is none. */
export const withRecords = async <T>(cli: Cli, act: (records: RecordStore | undefined) => Promise<T>): Promise<T> => {
  const database = databaseSettings(cli.environment)
  if (database === undefined && !existsSync(cli.home.database)) return act(undefined)
  const { logLimit: limits } = await withConfig(cli, [systemDocument], (config) =>
    config.snapshot().get(systemDocument),
  )
  const common = { limits, clock: cli.clock }
  const records =
    database === undefined
      ? await openRecordStore({ ...common, file: cli.home.database })
      : await openSharedStore({ ...common, database, spool: cli.home.spool })
  try {
    return await act(records)
  } finally {
    await records.close()
  }
}

interface Rules {
  readonly prices: PriceSettings
  readonly tokens: AccessSettings['tokens']
}

const offlineApi = (cli: Cli, { journal, ledger, timeZone }: RecordStore, { prices, tokens }: Rules): Api => {
  const daemon = { version: packageVersion(), timeZone }
  const routes = [exchangeRoutes({ journal, daemon }), usageRoutes({ ledger, daemon, tokens: () => tokens })]
  return apiOver(cli, [...routes, repriceRoutes({ ledger, prices: () => prices, changed: () => undefined })])
}

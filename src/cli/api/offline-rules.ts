/**
 * The admin routes about rules and health in this very process, for a daemon that does not run: what would happen is decided by the
 * code that decides about real requests.
 */

import { tryRoutes } from '../../admin/routes/dry-run.ts'
import { healthRoutes } from '../../admin/routes/health.ts'
import { createDryRun } from '../../proxy/dry-run/dry-run.ts'
import { readKeptBalances } from '../../store/balances/open-balances.ts'
import { documents } from '../../store/documents/index.ts'
import { openHealth } from '../../store/health/open-health.ts'
import { createBus } from '../../store/live/bus.ts'
import { readKeptMeters } from '../../store/meters/open-meters.ts'
import type { Cli } from '../context/cli.ts'
import { type Api, findDaemon } from './api-client.ts'
import { apiOver } from './api-over.ts'
import { withConfig } from './documents.ts'

/** Hands `act` whoever can answer about routing, filters and health. */
export const withRulesApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  const services = await cli.services()
  return withConfig(cli, documents, async (config) => {
    const health = openHealth({
      file: cli.home.health,
      config,
      clock: cli.clock,
      bus: createBus(() => undefined),
      onTrouble: cli.print.note,
    })
    try {
      const meters = readKeptMeters({ file: cli.home.meters, clock: cli.clock, onTrouble: cli.print.note })
      const balances = readKeptBalances(cli.home.balances, cli.print.note)
      const dryRun = createDryRun({ health, meters, balances, clock: cli.clock, services })
      const balancingLog = { list: () => [] }
      const routes = [tryRoutes({ config, services, dryRun }), healthRoutes({ config, services, health, balancingLog })]
      return await act(apiOver(cli, routes))
    } finally {
      health.close()
    }
  })
}

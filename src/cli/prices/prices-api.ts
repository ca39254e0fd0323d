/** Who answers about prices: the running daemon, or its routes in this process. */
import { priceRoutes } from '../../admin/routes/prices.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { type Api, findDaemon } from '../api/api-client.ts'
import { apiOver } from '../api/api-over.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'

export const withPricesApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  return withConfig(cli, [pricesDocument], (config) => act(apiOver(cli, [priceRoutes({ config, clock: cli.clock })])))
}

/** The API about the documents as texts: of the running daemon, or in this very process. */
import { documentHistoryRoutes } from '../../admin/routes/document-history.ts'
import { documentRoutes } from '../../admin/routes/documents.ts'
import { packageVersion } from '../../process/version.ts'
import { documents } from '../../store/documents/index.ts'
import type { Cli } from '../context/cli.ts'
import { type Api, findDaemon } from './api-client.ts'
import { apiOver } from './api-over.ts'
import { withConfig } from './documents.ts'

export const withDocumentsApi = async <T>(cli: Cli, act: (api: Api) => Promise<T>): Promise<T> => {
  const client = await findDaemon(cli)
  if (client !== undefined) return act(client)
  return withConfig(cli, documents, (config) => {
    const deps = { config, daemon: { home: cli.home.root, version: packageVersion() }, clock: cli.clock }
    return act(apiOver(cli, [documentRoutes(deps), documentHistoryRoutes(deps)]))
  })
}

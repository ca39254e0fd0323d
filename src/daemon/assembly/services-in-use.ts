/** Which services of the shelf run here: an optional one only where somebody has asked for it. */
import { existsSync } from 'node:fs'
import type { Environment } from '../../process/options.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { Home } from '../../store/files/home.ts'

export interface ServiceContext {
  readonly home: Home
  readonly environment: Environment
}

/** A service is asked for by its upstreams document, which `clp add` writes, or by a port of its own in the environment. */
export const servicesInUse = (
  shelf: readonly ClientService[],
  { home, environment }: ServiceContext,
): readonly ClientService[] =>
  shelf.filter(
    ({ optional, portVariable, document }) =>
      optional !== true || Boolean(environment[portVariable]) || existsSync(home.file(document.file)),
  )

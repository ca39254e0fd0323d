/** Which services of the shelf run here: an optional one only where somebody has asked for it. */
import { existsSync } from 'node:fs'
import { type Environment, serviceBinding, uiBinding } from '../../process/options.ts'
import { createOwnAddresses, type OwnAddresses } from '../../process/own-addresses.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { upstreamsDocument } from '../../store/documents/upstreams.ts'
import type { Home } from '../../store/files/home.ts'

export interface ServiceContext {
  readonly home: Home
  readonly environment: Environment
  /** Learns the ports of the environment; may learn others later. */
  readonly own?: OwnAddresses
}

/**
 * Their documents refuse upstreams that lead back to CLP. Throws when a port in the environment is none. A service is asked for by its upstreams document, which `clp add` writes, or by a port of its own in
 * the environment.
 */
export const servicesInUse = (
  shelf: readonly ClientService[],
  { home, environment, own = createOwnAddresses() }: ServiceContext,
): readonly ClientService[] => {
  const used = shelf.filter(
    ({ optional, portVariable, document }) =>
      optional !== true || Boolean(environment[portVariable]) || existsSync(home.file(document.file)),
  )
  for (const { port } of [uiBinding(environment), ...used.map((service) => serviceBinding(environment, service))]) {
    own.add(port)
  }
  return used.map((service) => ({
    ...service,
    document: upstreamsDocument(service.id, service.protocol.id, own.has),
  }))
}

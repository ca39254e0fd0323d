/** What `clp attach --status` says: where each client goes, and who saw to that. */
import type { ClientService } from '../../proxy/exchange/service.ts'
import { type AttachPlace, type AttachView, attachView } from '../../setup/attach/attach-state.ts'
import type { ClientContext, ClientSetup } from '../../setup/attach/client-setup.ts'
import { clients } from '../../setup/clients/index.ts'
import type { Cli } from '../context/cli.ts'
import { addressOf, contextOf, fileOf, upstreamWithout } from './client-target.ts'

/** One client that can be set up, as things stand. */
export interface ClientView extends AttachPlace, AttachView {
  readonly service: ClientService
  readonly context: ClientContext
}

export const showAttachStatus = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const texts = cli.messages.clients.status
  const views = await clientViews(cli)
  if (json) {
    cli.print.json(
      views.map(({ service, setup, file, state, says, wanted }) => ({
        service: service.id,
        id: setup.id,
        client: setup.name,
        state,
        file,
        address: says?.address ?? null,
        expected: wanted ?? null,
      })),
    )
    return
  }
  await cli.print.table(
    texts.columns,
    views.map(({ setup, file, state, says }) => [
      setup.name,
      texts.states[state],
      says?.address ?? texts.nowhere,
      file,
    ]),
  )
}

/** Every client on the shelf, also of services that do not run in this home. */
export const clientViews = async (cli: Cli): Promise<readonly ClientView[]> => {
  const services = await cli.shelf()
  const views = clients.map(async (setup) => {
    const service = services.find(({ id }) => id === setup.service)
    return service === undefined ? [] : [await viewOf(cli, service, setup)]
  })
  return (await Promise.all(views)).flat()
}

const viewOf = async (cli: Cli, service: ClientService, setup: ClientSetup): Promise<ClientView> => {
  const place = { setup, file: fileOf(cli, setup), wanted: await wantedAddress(cli, service) }
  const ownLogin = (await upstreamWithout(cli, service)) !== undefined
  const context = contextOf(cli, setup, { address: place.wanted, ownLogin })
  return { service, context, ...place, ...attachView(cli.home, place) }
}

/** Undefined when it cannot be told: `clp doctor` says why. */
const wantedAddress = (cli: Cli, service: ClientService): Promise<string | undefined> =>
  addressOf(cli, service).catch(() => undefined)

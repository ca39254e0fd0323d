/** What `clp attach --status` says: where each client goes, and who saw to that. */
import type { ClientService } from '../../proxy/exchange/service.ts'
import { type AttachPlace, type AttachView, attachView } from '../../setup/attach/attach-state.ts'
import type { ClientSetup } from '../../setup/attach/client-setup.ts'
import type { Cli } from '../context/cli.ts'
import { addressOf, fileOf, setupOf } from './client-target.ts'

/** One client that can be set up, as things stand. */
export interface ClientView extends AttachPlace, AttachView {
  readonly service: ClientService
}

export const showAttachStatus = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const texts = cli.messages.clients.status
  const views = await clientViews(cli)
  if (json) {
    cli.print.json(
      views.map(({ service, file, state, says, wanted }) => ({
        service: service.id,
        client: service.client,
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
    views.map(({ service, file, state, says }) => [
      service.client,
      texts.states[state],
      says?.address ?? texts.nowhere,
      file,
    ]),
  )
}

/** Every client with a set-up on the shelf. */
export const clientViews = async (cli: Cli): Promise<readonly ClientView[]> => {
  const services = await cli.services()
  const views = services.map(async (service) => {
    const setup = setupOf(service)
    return setup === undefined ? [] : [await viewOf(cli, service, setup)]
  })
  return (await Promise.all(views)).flat()
}

const viewOf = async (cli: Cli, service: ClientService, setup: ClientSetup): Promise<ClientView> => {
  const place = { setup, file: fileOf(cli, setup), wanted: await wantedAddress(cli, service) }
  return { service, ...place, ...attachView(cli.home, place) }
}

/** Undefined when it cannot be told: `clp doctor` says why. */
const wantedAddress = (cli: Cli, service: ClientService): Promise<string | undefined> =>
  addressOf(cli, service).catch(() => undefined)

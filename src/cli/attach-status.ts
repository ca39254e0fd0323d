/** What `clp attach --status` says: where each client goes, and who saw to that. */
import type { Service } from '../proxy/service.ts'
import { attachmentOf } from '../store/attach/attach-journal.ts'
import { ClientFileError, type ClientSetup, type ClientState } from '../store/attach/client-setup.ts'
import type { Cli } from './cli.ts'
import { addressOf, fileOf, setupOf, stateOf } from './client-target.ts'

export type AttachState = 'attached' | 'byHand' | 'elsewhere' | 'none' | 'halfDone' | 'unreadable'

/** One client that can be set up, as things stand. */
export interface ClientView {
  readonly service: Service
  readonly setup: ClientSetup
  readonly file: string
  readonly state: AttachState
  /** Where it should go; undefined when that is not known. */
  readonly wanted: string | undefined
  /** What its file says; undefined when there is none or it cannot be read. */
  readonly says: ClientState | undefined
  /** Why the file cannot be read, else empty. */
  readonly reason: string
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

const viewOf = async (cli: Cli, service: Service, setup: ClientSetup): Promise<ClientView> => {
  const file = fileOf(cli, setup)
  const wanted = await wantedAddress(cli, service)
  const known = { service, setup, file, wanted }
  try {
    const says = stateOf(setup, file)
    return { ...known, says, reason: '', state: stateFrom(cli, { ...known, says }) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const reason = error instanceof ClientFileError ? error.place : error.message
    return { ...known, says: undefined, reason, state: 'unreadable' }
  }
}

/** Undefined when it cannot be told: `clp doctor` says why. */
const wantedAddress = (cli: Cli, service: Service): Promise<string | undefined> =>
  addressOf(cli, service).catch(() => undefined)

const stateFrom = (cli: Cli, view: Pick<ClientView, 'setup' | 'file' | 'wanted' | 'says'>): AttachState => {
  const { setup, file, wanted, says } = view
  const attachment = attachmentOf(cli.home, { service: setup.service, file })
  if (attachment !== undefined && attachment.state !== 'done') return 'halfDone'
  if (says?.address === undefined) return 'none'
  if (says.address === attachment?.address) return 'attached'
  return says.address === wanted ? 'byHand' : 'elsewhere'
}

/** Which client a command means, which file that is, and where the client is to go. Shared by attach, env, exec and doctor. */
import { homedir } from 'node:os'
import { looksLikeToken } from '../../codec/text/token.ts'
import { CLIENT_IDS } from '../../contract/client-ids.ts'
import type { AccessSettings } from '../../contract/settings.ts'
import { serviceBinding } from '../../process/options.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { clientState } from '../../setup/attach/attach-state.ts'
import { clientContext, clientFile } from '../../setup/attach/client-file.ts'
import type { ClientContext, ClientSetup, Point, ProcessSetup } from '../../setup/attach/client-setup.ts'
import { directVariables } from '../../setup/attach/no-proxy.ts'
import { upstreamWithoutCredential } from '../../setup/attach/own-login.ts'
import { clients } from '../../setup/clients/index.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { findDaemon } from '../api/api-client.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { readSecrets } from '../terminal/read-secret.ts'

export interface TargetOptions {
  readonly address?: string
  readonly token?: string
}

/** A client and where it is to go. */
export interface Target {
  readonly service: ClientService
  readonly setup: ClientSetup
  /** Absolute path of the client's file. */
  readonly file: string
  readonly address: string
  /** Token that was given on the command line or in `CLP_TOKEN`. */
  readonly given: string | undefined
  /** Whether the CLP there asks for a token, as far as this machine knows. */
  readonly guarded: boolean
  /** Name of an upstream that the client's own login is passed on to, as far as this machine knows. */
  readonly withoutCredential: string | undefined
  readonly client: ClientContext
}

/** Throws a usage error for an unknown service, and `CliError` when the client or its address is not known. */
export const targetOf = async (cli: Cli, name: string, options: TargetOptions): Promise<Target> => {
  const { service, setup, file } = await clientOf(cli, name)
  const address = options.address === undefined ? await addressOf(cli, service) : readAddress(cli, options.address)
  const { token } = await readSecrets(cli, options.token === undefined ? {} : { token: options.token })
  const isHere = options.address === undefined
  const guarded = isHere && (await isGuarded(cli, service.id))
  const withoutCredential = isHere ? await upstreamWithout(cli, service) : undefined
  const given = token ?? (cli.environment['CLP_TOKEN'] || undefined)
  const client = contextOf(cli, setup, { address, ownLogin: withoutCredential !== undefined })
  return { service, setup, file, address, given, guarded, withoutCredential, client }
}

/** A client on the shelf, its service and its file. */
export const clientOf = async (cli: Cli, name: string): Promise<Pick<Target, 'service' | 'setup' | 'file'>> => {
  const setup = clients.find(({ id }) => id === name)
  const service = (await cli.shelf()).find(({ id }) => id === (setup?.service ?? name))
  if (service === undefined) throw unknownClient(cli, name)
  if (setup === undefined) throw await noSetup(cli, service)
  return { service, setup, file: fileOf(cli, setup) }
}

const unknownClient = (cli: Cli, client: string): CliError =>
  new CliError(fill(cli.messages.clients.unknown, { client, clients: CLIENT_IDS.join(', ') }), EXIT.usage)

/** What is looked at beside a client's file, from where the person stands. */
export const contextOf = (
  cli: Cli,
  setup: ClientSetup,
  known: Pick<ClientContext, 'address' | 'ownLogin'>,
): ClientContext =>
  clientContext(setup, { environment: cli.environment, userHome: userHome(cli), folder: process.cwd(), ...known })

/** An enabled upstream of the service that has no credential of its own. */
export const upstreamWithout = (cli: Cli, { id, document }: ClientService): Promise<string | undefined> =>
  withConfig(cli, [document], (config) => upstreamWithoutCredential(config.snapshot().pool(id)))

export const fileOf = (cli: Cli, setup: ClientSetup): string =>
  clientFile(setup, { environment: cli.environment, userHome: userHome(cli) })

/** Where the service listens, or will listen once it is started. */
export const addressOf = async (cli: Cli, service: ClientService): Promise<string> => {
  const daemon = await findDaemon(cli)
  const running = daemon?.run.addresses.services.find(({ id }) => id === service.id)?.address
  if (running !== undefined) return running
  const { host, port, portVariable } = serviceBinding(cli.environment, service)
  if (port !== 0) return `http://${SHOWN[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`
  throw new CliError(fill(cli.messages.clients.portUnknown, { client: service.client, variable: portVariable }))
}

export const accessSettings = (cli: Cli): Promise<AccessSettings> =>
  withConfig(cli, [accessDocument], (config) => config.snapshot().get(accessDocument))

/** What is shown there this one time: the token that was given, else the one in the client's file. Tells when one is missing. */
const pointOnce = async (cli: Cli, target: Target): Promise<Point> => {
  const { setup, file, address, given, guarded, withoutCredential, client } = target
  const token = given ?? tokenIn(setup, file)
  if (token === undefined && guarded) cli.print.note(cli.messages.clients.env.tokenNeeded)
  const signedIn = setup.signedIn?.(client) ?? false
  return { address, token, ownLogin: withoutCredential !== undefined, signedIn }
}

/** How the client is run once, with CLP in reach also where the shell names an outgoing proxy. */
export const processOnce = async (cli: Cli, target: Target): Promise<ProcessSetup> => {
  const { variables, args } = target.setup.process(await pointOnce(cli, target))
  return { variables: { ...variables, ...directVariables(cli.environment, target.address) }, args }
}

/** Where the file sends the client although something else was asked for; undefined when it does not matter. */
export const contrary = ({ setup, file, address }: Target): string | undefined => {
  if (!setup.fileWins) return undefined
  const present = readable(() => clientState(setup, file))?.address
  return present === address ? undefined : present
}

const tokenIn = (setup: ClientSetup, file: string): string | undefined => {
  const token = readable(() => clientState(setup, file))?.token
  return token !== undefined && looksLikeToken(token) ? token : undefined
}

/** A file that cannot be read does not keep anybody from running the client without it. */
const readable = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const SHOWN: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

const userHome = ({ environment }: Cli): string =>
  environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME'] || homedir()

const isGuarded = async (cli: Cli, service: string): Promise<boolean> => {
  const settings = await accessSettings(cli)
  return settings.enabled && settings.services[service] !== false
}

const readAddress = (cli: Cli, text: string): string => {
  const address = text.replace(/\/+$/, '')
  if (!/^https?:\/\/[^\s]+$/i.test(address) || !URL.canParse(address)) {
    return wrongValue(cli, '--address', text, cli.messages.clients.addressExpected)
  }
  return address
}

const noSetup = async (cli: Cli, service: ClientService): Promise<CliError> => {
  const { noSetup: known } = cli.messages.clients
  const hints = service.setup(await addressOf(cli, service)).map((line) => `  ${line}`)
  return new CliError(fill(known, { client: service.client }), EXIT.failed, { hints })
}

/** What `add`, `set`, `active`, `disable`, `enable`, `rename` and `remove` do: edits of a service's document, in force at once. */
import { PROTOCOL_IDS, type ProtocolId } from '../../contract/protocol.ts'
import { REDIRECT_RULES, type RedirectRule } from '../../contract/settings.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import {
  activateUpstream,
  addUpstream,
  disableUpstream,
  dropsCredential,
  enableUpstream,
  setUpstream,
  type UpstreamFields,
} from '../../store/documents/upstream-edits.ts'
import { findDaemon } from '../api/api-client.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { knownService, wrongValue } from '../context/command.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { readSecrets } from '../terminal/read-secret.ts'
import { changeUpstreams, type Naming } from './upstream-change.ts'

/** As commander gives them; false for `--no-…`. */
export interface FieldOptions {
  readonly baseUrl?: string
  readonly authToken?: string | false
  readonly apiKey?: string | false
  readonly weight?: string
  readonly redirects?: string
  readonly protocol?: string | false
  readonly active?: boolean
}

export const addNamed = async (cli: Cli, id: string, name: string, options: FieldOptions): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const { add } = cli.messages.upstreams
  const fields = await fieldsOf(cli, options)
  const upstream = { ...fields, name, baseUrl: options.baseUrl ?? '' }
  await changeUpstreams(cli, naming, (text) => {
    const added = addUpstream(text, upstream)
    return options.active === true ? activateUpstream(added, name) : added
  })
  cli.print.line(fill(add.done, naming))
  if (fields.authToken === undefined && fields.apiKey === undefined) cli.print.line(add.noCredential)
  if (options.active === true) await afterSwitch(cli, naming)
  if (await startsLater(cli, naming)) cli.print.note(fill(add.restart, naming))
}

/** The first upstream of an optional service: the daemon that runs has not opened its port. */
const startsLater = async (cli: Cli, { service }: Naming): Promise<boolean> => {
  const daemon = await findDaemon(cli)
  return daemon !== undefined && !daemon.run.addresses.services.some(({ id }) => id === service)
}

export const setNamed = async (cli: Cli, id: string, name: string, options: FieldOptions): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const { set } = cli.messages.upstreams
  const fields = await fieldsOf(cli, options)
  if (Object.keys(fields).length === 0) throw new CliError(set.nothing, EXIT.usage)
  let dropped = false
  await changeUpstreams(cli, naming, (text) => {
    dropped = dropsCredential(text, name, fields)
    return setUpstream(text, name, fields)
  })
  cli.print.line(fill(set.done, naming))
  if (dropped) cli.print.note(fill(set.dropped, naming))
}

export const activate = async (cli: Cli, id: string, name: string): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const before = await activeOf(cli, id)
  await changeUpstreams(cli, naming, (text) => activateUpstream(text, name))
  if (before === name) cli.print.line(fill(cli.messages.upstreams.active.already, naming))
  else await afterSwitch(cli, naming)
}

export const disable = async (cli: Cli, id: string, name: string): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const texts = cli.messages.upstreams.disable
  const before = await activeOf(cli, id)
  const changed = await changeUpstreams(cli, naming, (text) => disableUpstream(text, name, cli.clock.now()))
  cli.print.line(fill(changed ? texts.done : texts.already, naming))
  const after = await activeOf(cli, id)
  if (after === undefined) cli.print.line(fill(texts.noneLeft, naming))
  else if (after !== before) cli.print.line(fill(texts.nowActive, { ...naming, name: after }))
}

export const enable = async (cli: Cli, id: string, name: string): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const texts = cli.messages.upstreams.enable
  const changed = await changeUpstreams(cli, naming, (text) => enableUpstream(text, name))
  cli.print.line(fill(changed ? texts.done : texts.already, naming))
  if ((await activeOf(cli, id)) !== name) cli.print.line(fill(texts.hint, naming))
  else if (changed) await afterSwitch(cli, naming)
}

/** The service and the name, in the words of messages. Throws a usage error for an unknown service. */
export const namingOf = async (cli: Cli, id: string, name: string): Promise<Naming> => {
  const service = await knownService(cli, id)
  return { service: service.id, label: service.label, name }
}

const activeOf = (cli: Cli, service: ClientService['id']): Promise<string | undefined> =>
  withConfig(cli, [], (config) => config.snapshot().active(service)?.name)

/** Says what the switch means; under a policy that goes by weight it means less than one might think. */
const afterSwitch = async (cli: Cli, naming: Naming): Promise<void> => {
  const { active } = cli.messages.upstreams
  cli.print.line(fill(active.done, naming))
  const mode = await withConfig(cli, [balancingDocument], (config) => config.snapshot().get(balancingDocument).mode)
  if (mode !== 'active-first') cli.print.note(fill(active.policy, { mode }))
}

const fieldsOf = async (cli: Cli, options: FieldOptions): Promise<UpstreamFields> => {
  const { baseUrl, authToken, apiKey, weight, redirects, protocol } = options
  const secrets = await readSecrets(cli, {
    ...(typeof authToken === 'string' ? { authToken } : {}),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
  })
  return {
    ...secrets,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(authToken === false ? { authToken: null } : {}),
    ...(apiKey === false ? { apiKey: null } : {}),
    ...(weight === undefined ? {} : { weight: readWeight(cli, weight) }),
    ...(redirects === undefined ? {} : { redirects: readRedirects(cli, redirects) }),
    ...(protocol === undefined ? {} : { protocol: protocol === false ? null : readProtocol(cli, protocol) }),
  }
}

const readRedirects = (cli: Cli, text: string): RedirectRule =>
  REDIRECT_RULES.find((rule) => rule === text) ?? wrongValue(cli, '--redirects', text, REDIRECT_RULES.join(', '))

const readProtocol = (cli: Cli, text: string): ProtocolId =>
  PROTOCOL_IDS.find((id) => id === text.toLowerCase()) ?? wrongValue(cli, '--protocol', text, PROTOCOL_IDS.join(', '))

const readWeight = (cli: Cli, text: string): number => {
  const weight = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(weight) && weight >= 0) return weight
  return wrongValue(cli, '--weight', text, cli.messages.upstreams.weightExpected)
}

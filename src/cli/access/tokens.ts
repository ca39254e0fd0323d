/** What the commands of `clp auth` do: edits of `auth.json` through the store, in force at once. */
import { EXPIRY_EXAMPLES, isExpired, parseExpiryInput } from '../../codec/text/expiry.ts'
import { tokenPrefix } from '../../codec/text/token.ts'
import type { TokenEntry } from '../../contract/settings.ts'
import { accessDocument } from '../../store/documents/access.ts'
import {
  addToken,
  createToken,
  patchToken,
  setTokenActive,
  switchAccess,
  switchService,
  TokenEditError,
} from '../../store/documents/access-edits.ts'
import { changeDocument } from '../api/document-writes.ts'
import { settingsInForce } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { showTime } from '../terminal/format.ts'
import { removeTokenNamed } from './remove-token.ts'

/** Name of the web UI among the services that ask for a token. */
const UI = 'ui'

export interface GenerateOptions {
  readonly name: string
  readonly description?: string
  readonly owner?: string
  readonly expires?: string
  readonly services?: readonly string[]
  readonly json?: boolean
}

/** Makes a token and shows it, the only time. */
export const generateNamed = async (cli: Cli, options: GenerateOptions): Promise<void> => {
  const texts = cli.messages.access.generate
  const name = options.name.trim()
  if (name === '') wrongValue(cli, '--name', options.name, texts.nameEmpty)
  const services = await chosenServices(cli, options.services)
  const expires = options.expires === undefined ? undefined : readExpires(cli, options.expires)
  const { token, entry } = createToken({
    name,
    now: cli.clock.now(),
    expiresAt: expires?.text ?? null,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.owner === undefined ? {} : { owner: options.owner.trim() }),
    ...(services === undefined ? {} : { services }),
  })
  await changeTokens(cli, name, () => changeDocument(cli, accessDocument, (text) => addToken(text, entry)))
  if (options.json) {
    cli.print.json({ token, name, services: services ?? (await allServices(cli)), expiresAt: expires?.text ?? null })
    return
  }
  const valid = (services ?? (await allServices(cli))).join(cli.messages.format.listSeparator)
  cli.print.line(fill(texts.created, { name, services: valid }))
  cli.print.line()
  cli.print.line(`  ${token}`)
  cli.print.line()
  cli.print.line(texts.keep)
  if (expires !== undefined) cli.print.line(fill(texts.expiresAt, { time: showTime(expires.at) }))
  if (!(await settingsInForce(cli, accessDocument)).enabled) cli.print.line(texts.off)
}

export const listTokens = async (cli: Cli, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const settings = await settingsInForce(cli, accessDocument)
  const known = await allServices(cli)
  const views = settings.tokens.map((entry) => viewOf(cli, entry, known))
  const guarded = known.filter((service) => settings.services[service] ?? true)
  if (json) {
    cli.print.json({ enabled: settings.enabled, services: guarded, tokens: views })
    return
  }
  const { list } = cli.messages.access
  const { listSeparator } = cli.messages.format
  cli.print.line(settings.enabled ? fill(list.on, { services: guarded.join(listSeparator) }) : list.off)
  cli.print.line()
  if (views.length === 0) {
    cli.print.line(list.empty)
    return
  }
  await cli.print.table(
    list.columns,
    views.map((view) => [
      view.name,
      `${view.prefix}…`,
      view.active ? (view.expired ? list.expired : list.active) : list.disabled,
      view.services.join(',') || list.none,
      view.createdAt?.slice(0, 19) ?? '',
      view.expiresAt ?? list.never,
      view.owner ?? '',
      view.description,
    ]),
  )
  cli.print.line()
  cli.print.line(fill(list.total, { count: views.length }))
}

/** The switch of everything, or of one service. */
export const switchOnOrOff = async (
  cli: Cli,
  on: boolean,
  { service }: { readonly service?: string },
): Promise<void> => {
  const { access } = cli.messages
  const texts = on ? access.on : access.off
  if (service === undefined) {
    await changeDocument(cli, accessDocument, (text) => switchAccess(text, on))
    cli.print.line(texts.done)
  } else {
    const [known = service] = (await chosenServices(cli, [service])) ?? []
    await changeDocument(cli, accessDocument, (text) => switchService(text, known, on))
    cli.print.line(fill(texts.doneService, { service: known }))
  }
  if (on) await warnAboutSwitch(cli)
}

export const changeToken = async (cli: Cli, act: 'enable' | 'disable' | 'remove', name: string): Promise<void> => {
  await changeTokens(cli, name, () =>
    act === 'remove'
      ? removeTokenNamed(cli, name)
      : changeDocument(cli, accessDocument, (text) => setTokenActive(text, name, act === 'enable')),
  )
  cli.print.line(fill(cli.messages.access[act].done, { name }))
}

/** Whose token it is; an empty name takes that out. */
export const setOwner = async (cli: Cli, name: string, { owner }: { readonly owner: string }): Promise<void> => {
  const whose = owner.trim()
  await changeTokens(cli, name, () =>
    changeDocument(cli, accessDocument, (text) => patchToken(text, name, { owner: whose === '' ? null : whose })),
  )
  const { set } = cli.messages.access
  cli.print.line(fill(whose === '' ? set.cleared : set.done, { name, owner: whose }))
}

const warnAboutSwitch = async (cli: Cli): Promise<void> => {
  const settings = await settingsInForce(cli, accessDocument)
  const { on } = cli.messages.access
  if (!settings.enabled) cli.print.note(on.globalOff)
  const now = cli.clock.now()
  if (!settings.tokens.some((token) => token.active && !isExpired(token.expires_at, now))) cli.print.note(on.noTokens)
}

const changeTokens = async (cli: Cli, name: string, change: () => Promise<void>): Promise<void> => {
  try {
    await change()
  } catch (error) {
    if (!(error instanceof TokenEditError)) throw error
    throw new CliError(fill(cli.messages.access[error.kind], { name }), EXIT.failed, { cause: error })
  }
}

const allServices = async (cli: Cli): Promise<readonly string[]> => [
  UI,
  ...(await cli.services()).map((service) => service.id),
]

/** As the original: lower case, each once, in the order given. Throws a usage error for one that is not there. */
const chosenServices = async (
  cli: Cli,
  given: readonly string[] | undefined,
): Promise<readonly string[] | undefined> => {
  if (given === undefined) return undefined
  const known = await allServices(cli)
  const chosen = given.flatMap((text) => text.split(',')).map((text) => text.trim().toLowerCase())
  const stranger = chosen.find((service) => !known.includes(service))
  if (stranger !== undefined) {
    wrongValue(
      cli,
      '--services',
      stranger,
      fill(cli.messages.access.generate.serviceExpected, { services: known.join(', ') }),
    )
  }
  return [...new Set(chosen)]
}

const readExpires = (cli: Cli, text: string) => {
  const expiry = parseExpiryInput(text, cli.clock.now())
  if (expiry !== undefined) return expiry
  const examples = EXPIRY_EXAMPLES.join(', ')
  return wrongValue(cli, '--expires', text, fill(cli.messages.access.generate.expiresExpected, { examples }))
}

const viewOf = (cli: Cli, entry: TokenEntry, known: readonly string[]) => ({
  name: entry.name,
  description: entry.description ?? '',
  owner: entry.owner?.trim() || null,
  prefix: entry.token_prefix ?? (entry.token === undefined ? '' : tokenPrefix(entry.token)),
  createdAt: entry.created_at ?? null,
  expiresAt: entry.expires_at ?? null,
  expired: isExpired(entry.expires_at, cli.clock.now()),
  active: entry.active,
  services: entry.services === undefined || entry.services === null ? known : [entry.services].flat(),
})

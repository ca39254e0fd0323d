/** `clp list`: the upstreams of a service, sorted by name as in the original, credentials masked. */
import { maskSecret, type Secret } from '../../contract/secret.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { DocumentFault } from '../../store/config/fault.ts'
import { withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { knownService } from '../context/command.ts'
import { CliError } from '../context/exit.ts'
import { faultText } from '../documents/fault-text.ts'
import { fill } from '../messages/fill.ts'
import { placedText } from '../messages/reason-text.ts'
import { showTime } from '../terminal/format.ts'
import { addLine } from './add-line.ts'

export interface ListOptions {
  readonly includeDeleted?: boolean
  readonly json?: boolean
}

export const listUpstreams = async (cli: Cli, id: string, options: ListOptions): Promise<void> => {
  const service = await knownService(cli, id)
  const { pool, faults } = await poolOf(cli, service)
  for (const fault of faults) cli.print.note(faultText(cli, fault))
  const shown = pool
    .filter(({ enabled }) => enabled || options.includeDeleted === true)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
  if (options.json) {
    cli.print.json({ service: service.id, upstreams: shown.map(viewOf) })
    return
  }
  const values = { service: service.id, label: service.label, add: addLine(service), count: pool.length - shown.length }
  const { list } = cli.messages.upstreams
  if (shown.length === 0) {
    // What is left out was told already, and "none is set up" would be wrong.
    if (faults.length > 0 && pool.length === 0) return
    cli.print.line(fill(pool.length === 0 ? list.empty : list.allDisabled, values))
    return
  }
  cli.print.line(fill(list.heading, values))
  await cli.print.table(
    ['', '', '', '', ''],
    shown.map((upstream) => rowOf(cli, upstream)),
  )
  if (values.count > 0) cli.print.line(fill(list.someDisabled, values))
}

interface Pool {
  readonly pool: readonly Upstream[]
  readonly faults: readonly DocumentFault[]
}

/** Throws when the file cannot be read: an empty list would be a lie. */
const poolOf = (cli: Cli, service: ClientService): Promise<Pool> =>
  withConfig(cli, [], (config) => {
    const rejection = config.rejections().find(({ document }) => document === service.id)
    if (rejection !== undefined)
      throw new CliError(
        fill(cli.messages.errors.unreadable, { file: service.document.file, reason: placedText(cli, rejection) }),
      )
    const snapshot = config.snapshot()
    return { pool: snapshot.pool(service.id), faults: snapshot.faults(service) }
  })

const rowOf = (cli: Cli, upstream: Upstream): readonly string[] => [
  upstream.active ? '*' : '-',
  upstream.name,
  `(${stateOf(cli, upstream).join(', ')})`,
  upstream.baseUrl,
  credentialOf(upstream),
]

const stateOf = (cli: Cli, upstream: Upstream): readonly string[] => {
  const { list } = cli.messages.upstreams
  const { pausedUntil, weight, passRedirects, translates, protocol } = upstream
  const paused = pausedUntil !== undefined && pausedUntil > cli.clock.now()
  return [
    ...useOf(cli, upstream),
    ...(paused ? [fill(list.paused, { time: showTime(pausedUntil) })] : []),
    ...(weight === 0 ? [] : [fill(list.weight, { weight })]),
    ...(passRedirects ? [list.passes] : []),
    ...(translates ? [fill(list.speaks, { protocol })] : []),
  ]
}

const useOf = (cli: Cli, { active, enabled, disabledAt }: Upstream): readonly string[] => {
  const { list } = cli.messages.upstreams
  if (enabled) return [active ? list.active : list.standby]
  return disabledAt === undefined ? [list.disabled] : [list.disabled, fill(list.disabledAt, { time: disabledAt })]
}

const credentialOf = ({ credential: { bearer, apiKey } }: Upstream): string =>
  [bearer, apiKey].flatMap((secret) => masked(secret) ?? []).join(' ')

const masked = (secret: Secret | undefined): string | null =>
  secret === undefined ? null : maskSecret(secret.reveal())

const viewOf = (upstream: Upstream) => ({
  name: upstream.name,
  baseUrl: upstream.baseUrl,
  authToken: masked(upstream.credential.bearer),
  apiKey: masked(upstream.credential.apiKey),
  weight: upstream.weight,
  redirects: upstream.passRedirects ? 'pass' : 'refuse',
  protocol: upstream.translates ? upstream.protocol : null,
  active: upstream.active,
  enabled: upstream.enabled,
  disabledAt: upstream.disabledAt ?? null,
  pausedUntil: upstream.pausedUntil ?? null,
})

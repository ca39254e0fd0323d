/** `clp rename` and `clp remove`: acts that reach beyond the service's own document. */
import { upstreamListSchema } from '../../contract/api/upstreams.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { removeUpstream } from '../../store/documents/upstream-edits.ts'
import { type Edits, removeEdits, renameEdits } from '../../store/documents/upstream-references.ts'
import { findDaemon } from '../api/api-client.ts'
import { makeKnown, withConfig } from '../api/documents.ts'
import { withRecords } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { editFailure, type Naming } from './upstream-change.ts'
import { namingOf } from './upstream-commands.ts'

/** Documents, log and totals follow. The running daemon does it as one act with what it holds in memory. */
export const rename = async (cli: Cli, id: string, from: string, to: string): Promise<void> => {
  const naming = await namingOf(cli, id, from)
  await checkRename(cli, naming, to)
  const client = await findDaemon(cli)
  if (client === undefined) {
    await changeAll(cli, naming, renameEdits(id, from, to))
    await withRecords(cli, async (records) => records?.journal.renameUpstream(id, from, to))
  } else {
    await client.ask(upstreamListSchema, {
      method: 'POST',
      path: `/api/services/${id}/upstreams/${encodeURIComponent(from)}/rename`,
      headers: { 'if-match': '*' },
      body: { to },
    })
  }
  cli.print.line(fill(cli.messages.upstreams.rename.done, { label: naming.label, from, to }))
}

export interface Removing {
  readonly name: string
  readonly saidYes: boolean
}

/** Asks first: the key that goes with it is nowhere else. */
export const remove = async (cli: Cli, id: string, { name, saidYes }: Removing): Promise<void> => {
  const naming = await namingOf(cli, id, name)
  const { edits, removedRules } = removeEdits(id, name)
  if (!saidYes) {
    await checkRemove(cli, naming)
    const question = fill(cli.messages.upstreams.remove.question, naming)
    await confirm(cli, { question, saidYes, hint: cli.messages.confirm.hint })
  }
  await changeAll(cli, naming, edits)
  await makeKnown(cli)
  const texts = cli.messages.upstreams.remove
  cli.print.line(fill(texts.done, naming))
  const count = removedRules().length
  if (count > 0) cli.print.line(fill(texts.rules, { count }))
}

/** Nobody is asked about what is not there. */
const checkRemove = async (cli: Cli, naming: Naming): Promise<void> => {
  try {
    await withConfig(cli, [], (config) => removeUpstream(config.read(naming.service).text, naming.name))
  } catch (error) {
    throw editFailure(cli, naming, error)
  }
}

/** The daemon would refuse the same, but in English. */
const checkRename = async (cli: Cli, naming: Naming, to: string): Promise<void> => {
  const texts = cli.messages.upstreams
  const names = await withConfig(cli, [], (config) =>
    config
      .snapshot()
      .pool(naming.service)
      .map(({ name }) => name),
  )
  if (!names.includes(naming.name)) {
    throw new CliError(fill(texts.unknown, naming), EXIT.failed, {
      hints: [fill(texts.unknownHint, naming)],
    })
  }
  if (naming.name !== to && names.includes(to)) throw new CliError(fill(texts.taken, { ...naming, name: to }))
}

const changeAll = async (cli: Cli, naming: Naming, edits: Edits): Promise<void> => {
  try {
    await withConfig(cli, [routingDocument, balancingDocument], (config) =>
      config.updateAll(ofPresent(config, naming.service, edits)),
    )
  } catch (error) {
    throw editFailure(cli, naming, error)
  }
}

/** Without edits of documents that are not there: an act about an upstream creates no files about other things. */
const ofPresent = (config: ConfigStore, service: string, edits: Edits): Edits =>
  new Map([...edits].filter(([document]) => document === service || config.read(document).exists))

/** `clp rename` and `clp remove`: acts that reach beyond the service's own document. */
import { upstreamListSchema, upstreamRemovedSchema } from '../../contract/api/upstreams.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { documents } from '../../store/documents/index.ts'
import { removeUpstream, renameUpstream } from '../../store/documents/upstream-edits.ts'
import { type Edits, removeEdits, renameEdits } from '../../store/documents/upstream-references.ts'
import { findDaemon } from '../api/api-client.ts'
import { type TextEdit, textOfDocument } from '../api/document-writes.ts'
import { withConfig } from '../api/documents.ts'
import { withRecords } from '../api/offline-records.ts'
import type { Cli } from '../context/cli.ts'
import { knownService } from '../context/command.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { editFailure, type Naming } from './upstream-change.ts'
import { namingOf } from './upstream-commands.ts'

/** Documents, log and totals follow. The running daemon does it as one act with what it holds in memory. */
export const rename = async (cli: Cli, id: string, from: string, to: string): Promise<void> => {
  const naming = await namingOf(cli, id, from)
  await preview(cli, naming, (text) => renameUpstream(text, from, to), to)
  const client = await findDaemon(cli)
  if (client === undefined) {
    await changeAll(cli, naming, renameEdits(id, from, to))
    await withRecords(cli, async (records) => records?.journal.renameUpstream(id, from, to))
  } else {
    await client.ask(upstreamListSchema, {
      method: 'POST',
      path: `${pathOf(naming)}/rename`,
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
  const texts = cli.messages.upstreams.remove
  await preview(cli, naming, (text) => removeUpstream(text, name))
  await confirm(cli, { question: fill(texts.question, naming), saidYes, hint: cli.messages.confirm.hint })
  const count = await removeNow(cli, naming)
  cli.print.line(fill(texts.done, naming))
  if (count > 0) cli.print.line(fill(texts.rules, { count }))
}

/** Number of routing rules that went with it. */
const removeNow = async (cli: Cli, naming: Naming): Promise<number> => {
  const client = await findDaemon(cli)
  if (client === undefined) {
    const { edits, removedRules } = removeEdits(naming.service, naming.name)
    await changeAll(cli, naming, edits)
    return removedRules().length
  }
  const answer = await client.ask(upstreamRemovedSchema, { method: 'DELETE', path: pathOf(naming) })
  return answer.removedRules
}

const pathOf = ({ service, name }: Naming): string =>
  `/api/services/${encodeURIComponent(service)}/upstreams/${encodeURIComponent(name)}`

/** Finds out what stands against an act before anything is asked or done: the daemon would refuse the same, but in English. */
const preview = async (cli: Cli, naming: Naming, edit: TextEdit, wanted = naming.name): Promise<void> => {
  const { document } = await knownService(cli, naming.service)
  const text = await textOfDocument(cli, document)
  try {
    edit(text)
  } catch (error) {
    throw editFailure(cli, naming, error, wanted)
  }
}

const changeAll = async (cli: Cli, naming: Naming, edits: Edits): Promise<void> => {
  try {
    const concerned = documents.filter(({ id }) => edits.has(id))
    await withConfig(cli, concerned, (config) => config.updateAll(ofPresent(config, naming.service, edits)))
  } catch (error) {
    throw editFailure(cli, naming, error)
  }
}

/** Without edits of documents that are not there: an act about an upstream creates no files about other things. */
const ofPresent = (config: ConfigStore, service: string, edits: Edits): Edits =>
  new Map([...edits].filter(([document]) => document === service || config.read(document).exists))

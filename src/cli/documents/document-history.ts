/** `clp config history`, `diff` and `rollback`: the former versions of a document. Secrets are masked, and come back as they were. */
import {
  type DocumentDiff,
  type DocumentVersionView,
  documentDiffSchema,
  documentHistorySchema,
} from '../../contract/api/document-history.ts'
import { documentViewSchema } from '../../contract/api/documents.ts'
import { doneSchema } from '../../contract/api/status.ts'
import { type Api, withQuery } from '../api/api-client.ts'
import { withDocumentsApi } from '../api/offline-documents.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { confirm } from '../terminal/confirm.ts'
import { showTime } from '../terminal/format.ts'
import { knownDocument } from './document-names.ts'

export interface HistoryOptions {
  readonly clear?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export const documentHistory = async (cli: Cli, name: string, options: HistoryOptions): Promise<void> => {
  const { id, file } = await knownDocument(cli, name)
  const { history: texts } = cli.messages.machine.config
  if (options.clear === true) {
    const question = fill(texts.clearQuestion, { file })
    await confirm(cli, { question, saidYes: options.yes === true, hint: texts.clearHint })
    await withDocumentsApi(cli, (api) => api.ask(doneSchema, { method: 'DELETE', path: pathOf(id, 'history') }))
    cli.print.line(fill(texts.cleared, { file }))
    return
  }
  const { versions } = await withDocumentsApi(cli, (api) => versionsOf(api, id))
  if (options.json === true) cli.print.json({ versions })
  else if (versions.length === 0) cli.print.line(fill(texts.none, { file }))
  else
    await cli.print.table(
      texts.columns,
      versions.map((one) => rowOf(cli, one)),
      { right: [0] },
    )
}

const rowOf = (cli: Cli, { revision, at, by, added, removed, current, exists }: DocumentVersionView) => {
  const { history: texts } = cli.messages.machine.config
  const state = current ? texts.current : exists ? '' : texts.absent
  return [`${revision}`, showTime(Date.parse(at)), texts.by[by], added === null ? '' : `+${added} -${removed}`, state]
}

export interface DiffOptions {
  readonly to?: string
  readonly json?: boolean
}

/** Without a revision: what the last change has changed. */
export const documentDiff = async (cli: Cli, name: string, revision: string | undefined, options: DiffOptions) => {
  const { id, file } = await knownDocument(cli, name)
  const wanted = revision === undefined ? undefined : numberIn(cli, 'revision', revision)
  const to = options.to === undefined ? undefined : numberIn(cli, '--to', options.to)
  const diff = await withDocumentsApi(cli, async (api) => {
    const from = wanted ?? (await formerOf(cli, api, { id, file }))
    const path = withQuery(pathOf(id, `history/${from}/diff`), { to: to === undefined ? undefined : `${to}` })
    return api.ask(documentDiffSchema, { path })
  })
  if (options.json === true) cli.print.json(diff)
  else for (const line of linesOf(cli, diff)) cli.print.line(line)
}

const SIGNS = { same: ' ', added: '+', removed: '-' } as const

const linesOf = (cli: Cli, { hunks, secretsDiffer, tooDifferent }: DocumentDiff): readonly string[] => {
  const { diff: texts } = cli.messages.machine.config
  if (tooDifferent) return [texts.tooDifferent]
  if (secretsDiffer) return [texts.secretsDiffer]
  if (hunks.length === 0) return [texts.same]
  return hunks.flatMap(({ from, to, lines }) => [
    `@@ -${from} +${to} @@`,
    ...lines.map(({ kind, text }) => `${SIGNS[kind]}${text}`),
  ])
}

/** Without a revision: the version before the one in force. */
export const rollbackDocument = async (
  cli: Cli,
  name: string,
  revision: string | undefined,
  { yes = false }: { readonly yes?: boolean },
): Promise<void> => {
  const { id, file } = await knownDocument(cli, name)
  const { rollback: texts } = cli.messages.machine.config
  const wanted = revision === undefined ? undefined : numberIn(cli, 'revision', revision)
  await withDocumentsApi(cli, async (api) => {
    const back = wanted ?? (await formerOf(cli, api, { id, file }))
    const question = fill(texts.question, { file, revision: back })
    await confirm(cli, { question, saidYes: yes, hint: texts.hint })
    const headers = { 'if-match': '*' }
    await api.ask(documentViewSchema, {
      method: 'POST',
      path: pathOf(id, 'rollback'),
      headers,
      body: { revision: back },
    })
    cli.print.line(fill(texts.done, { file, revision: back }))
  })
}

const versionsOf = (api: Api, id: string) => api.ask(documentHistorySchema, { path: pathOf(id, 'history') })

/** The newest version that is not what the document says now. Throws `CliError` where there is none. */
const formerOf = async (cli: Cli, api: Api, { id, file }: { id: string; file: string }): Promise<number> => {
  const { versions } = await versionsOf(api, id)
  const former = versions.find(({ current }) => !current)
  if (former === undefined) throw new CliError(fill(cli.messages.machine.config.history.noFormer, { file }))
  return former.revision
}

const pathOf = (id: string, rest: string): string => `/api/documents/${encodeURIComponent(id)}/${rest}`

const numberIn = (cli: Cli, name: string, text: string): number => {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
  if (number === undefined) return wrongValue(cli, name, text, cli.messages.machine.config.history.numbers)
  return number
}

/**
 * What `clp config show`, `put`, `export` and `import` do: the documents as texts, checked before they are written, by the running
 * daemon or in this very process. Secrets are masked unless asked for; a mask that comes back keeps the stored secret.
 */
import { readFile } from 'node:fs/promises'
import {
  type Bundle,
  bundleSchema,
  documentViewSchema,
  type ImportAnswer,
  importAnswerSchema,
} from '../../contract/api/documents.ts'
import { parseJson, withQuery } from '../api/api-client.ts'
import { withDocumentsApi } from '../api/offline-documents.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { readAll } from '../terminal/read-secret.ts'
import { writeNewFile } from '../terminal/write-new-file.ts'
import { knownDocument } from './document-names.ts'

/** The text of a document, secrets masked, as it stands in its file. */
export const showDocument = async (cli: Cli, name: string): Promise<void> => {
  const { id } = await knownDocument(cli, name)
  const { text } = await withDocumentsApi(cli, (api) => api.ask(documentViewSchema, { path: pathOf(id) }))
  await cli.print.raw(text.endsWith('\n') || text === '' ? text : `${text}\n`)
}

/** Writes a text from a file, or from standard input for `-`. Throws `CliError`, and changes nothing, when it is not valid. */
export const putDocument = async (cli: Cli, name: string, source: string): Promise<void> => {
  const { id, file } = await knownDocument(cli, name)
  const text = await readSource(cli, source)
  const headers = { 'if-match': '*' }
  const call = { method: 'PUT', path: pathOf(id), headers, body: { text } } as const
  await withDocumentsApi(cli, (api) => api.ask(documentViewSchema, call))
  cli.print.line(fill(cli.messages.machine.config.put.done, { file }))
}

export interface ExportDocumentsOptions {
  readonly secrets?: boolean
  readonly output?: string
}

export const exportDocuments = async (cli: Cli, { secrets, output }: ExportDocumentsOptions): Promise<void> => {
  const path = withQuery('/api/export', { secrets: secrets === true ? '1' : undefined })
  const bundle = await withDocumentsApi(cli, (api) => api.ask(bundleSchema, { path }))
  const text = `${JSON.stringify(bundle, null, 2)}\n`
  if (output === undefined) {
    await cli.print.raw(text)
    return
  }
  await writeNewFile(cli, output, [text])
  cli.print.note(fill(cli.messages.machine.config.export.done, { file: output }))
}

/** All documents of the file or none. Throws `CliError` when it is no export or a document in it is not valid. */
export const importDocuments = async (cli: Cli, source: string): Promise<void> => {
  const texts = cli.messages.machine.config.import
  const bundle = readBundle(await readSource(cli, source))
  if (bundle === undefined) throw new CliError(fill(texts.noBundle, { file: source }))
  const call = { method: 'POST', path: '/api/import', body: bundle } as const
  const { written, unchanged } = await withDocumentsApi<ImportAnswer>(cli, (api) => api.ask(importAnswerSchema, call))
  const { listSeparator } = cli.messages.format
  const none = texts.nothing
  cli.print.line(fill(texts.written, { names: written.length === 0 ? none : written.join(listSeparator) }))
  if (unchanged.length > 0) cli.print.line(fill(texts.unchanged, { names: unchanged.join(listSeparator) }))
}

const pathOf = (id: string): string => `/api/documents/${encodeURIComponent(id)}`

const readSource = async (cli: Cli, source: string): Promise<string> => {
  if (source === '-') return readAll(cli)
  return readFile(source, 'utf8').catch((error: Error) => {
    throw new CliError(fill(cli.messages.errors.unreadable, { file: source, reason: error.message }))
  })
}

const readBundle = (text: string): Bundle | undefined => bundleSchema.safeParse(parseJson(text)).data

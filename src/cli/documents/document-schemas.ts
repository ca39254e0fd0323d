/** `clp config schema`: shows the JSON Schema of a document, or makes every document name its own so that editors find it. */
import { join } from 'node:path'
import type { ConfigStore } from '../../store/config/config.ts'
import { type Document, DocumentError } from '../../store/config/document.ts'
import { jsonSchemaOf, schemaFileName, schemaFiles } from '../../store/config/document-schema.ts'
import { withoutMark } from '../../store/config/json-document.ts'
import { editObject, put } from '../../store/config/json-edit.ts'
import { documents } from '../../store/documents/index.ts'
import { SCHEMA_KEY } from '../../store/documents/upstreams.ts'
import { stageFile } from '../../store/files/atomic-file.ts'
import { complaintOf, makeKnown, withConfig } from '../api/documents.ts'
import type { Cli } from '../context/cli.ts'
import { EXIT, type ExitCode } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { placedText } from '../messages/reason-text.ts'
import { allDocuments, knownDocument } from './document-names.ts'

export const showSchema = async (cli: Cli, name: string): Promise<void> => {
  const document = await knownDocument(cli, name)
  cli.print.json(jsonSchemaOf(document, `CLP: ${document.file}`))
}

/**
 * Writes the schemas into the home and `$schema` into every document that has room for it. A document that is not there yet is made
 * with nothing else in it, so that whatever is written into it later has the key as well.
 */
export const linkSchemas = async (cli: Cli): Promise<ExitCode> => {
  const all = await allDocuments(cli)
  const services = (await cli.services()).map(({ id }) => id)
  for (const { name, text } of schemaFiles(all, services)) {
    await (await stageFile(join(cli.home.root, FOLDER, name), text)).commit()
  }
  const codes = await withConfig(cli, documents, (config) =>
    Promise.all(all.map((document) => link(cli, config, document, schemaFileName(document.id, services)))),
  )
  await makeKnown(cli)
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done
}

const FOLDER = 'schemas'

const link = async (cli: Cli, config: ConfigStore, document: Document<unknown>, name: string): Promise<ExitCode> => {
  const { schema: texts } = cli.messages.machine.config
  const { id, file } = document
  try {
    if (withoutMark(config.read(id).text).trimStart().startsWith('[')) {
      cli.print.note(fill(texts.list, { file }))
      return EXIT.done
    }
    const address = addressOf(file, name)
    await config.update(id, (text) => editObject(`"${file}"`, text, (plain) => put(plain, [SCHEMA_KEY], address)))
    cli.print.line(fill(texts.linked, { file, address }))
    return EXIT.done
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    cli.print.note(fill(cli.messages.errors.documentRejected, { file, reason: placedText(cli, complaintOf(error)) }))
    return EXIT.failed
  }
}

/** From the document's own folder, so that the home may be moved: `../schemas/lb.schema.json`. */
const addressOf = (file: string, name: string): string =>
  `${file.includes('/') ? '../'.repeat(file.split('/').length - 1) : './'}${FOLDER}/${name}`

/** Names of the documents whose schema can be asked for. */
export const listSchemas = async (cli: Cli): Promise<void> => {
  const { columns } = cli.messages.machine.config.schema
  const all = await allDocuments(cli)
  await cli.print.table(
    columns,
    all.map(({ id, file }) => [id, file]),
  )
}

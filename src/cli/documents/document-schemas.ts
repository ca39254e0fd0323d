/** `clp config schema`: shows the JSON Schema of a document, or makes every document name its own so that editors find it. */
import { join } from 'node:path'
import type { Document } from '../../store/config/document.ts'
import { jsonSchemaOf, schemaFileName, schemaFiles } from '../../store/config/document-schema.ts'
import { withoutMark } from '../../store/config/json-document.ts'
import { editObject, put } from '../../store/config/json-edit.ts'
import { SCHEMA_KEY } from '../../store/documents/upstreams.ts'
import { stageFile } from '../../store/files/atomic-file.ts'
import { changeDocument } from '../api/document-writes.ts'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT, type ExitCode } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
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
  const codes: ExitCode[] = []
  for (const document of all) codes.push(await link(cli, document, schemaFileName(document.id, services)))
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done
}

const FOLDER = 'schemas'

const link = async (cli: Cli, document: Document<unknown>, name: string): Promise<ExitCode> => {
  const { schema: texts } = cli.messages.machine.config
  const { file } = document
  const address = addressOf(file, name)
  let isList = false
  try {
    await changeDocument(cli, document, (text) => {
      isList = withoutMark(text).trimStart().startsWith('[')
      return isList ? text : editObject(`"${file}"`, text, (plain) => put(plain, [SCHEMA_KEY], address))
    })
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    cli.print.note(error.message)
    return EXIT.failed
  }
  if (isList) cli.print.note(fill(texts.list, { file }))
  else cli.print.line(fill(texts.linked, { file, address }))
  return EXIT.done
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

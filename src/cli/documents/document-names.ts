/** The documents by the names they have on the command line: the id, or the file. */
import type { Document } from '../../store/config/document.ts'
import { documents } from '../../store/documents/index.ts'
import type { Cli } from '../context/cli.ts'
import { wrongValue } from '../context/command.ts'

/** Those of the services first. */
export const allDocuments = async (cli: Cli): Promise<readonly Document<unknown>[]> => [
  ...(await cli.services()).map(({ document }) => document),
  ...documents,
]

/** Throws a usage error that names the choices. */
export const knownDocument = async (cli: Cli, name: string): Promise<Document<unknown>> => {
  const all = await allDocuments(cli)
  const known = all.find(({ id, file }) => name === id || name === file || file.endsWith(`/${name}`))
  return known ?? wrongValue(cli, '<document>', name, all.map(({ id }) => id).join(', '))
}

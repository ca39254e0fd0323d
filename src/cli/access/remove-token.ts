/** Takes a token away for good. The tokens behind it in the list move, so the daemon, where one runs, does it by name. */
import { accessViewSchema } from '../../contract/api/access.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { removeToken, TokenEditError } from '../../store/documents/access-edits.ts'
import { ApiRefusal, findDaemon } from '../api/api-client.ts'
import { changeDocument } from '../api/document-writes.ts'
import type { Cli } from '../context/cli.ts'

/** Throws `TokenEditError` when there is none of that name, else `CliError`. */
export const removeTokenNamed = async (cli: Cli, name: string): Promise<void> => {
  const daemon = await findDaemon(cli)
  if (daemon === undefined) return changeDocument(cli, accessDocument, (text) => removeToken(text, name))
  try {
    await daemon.ask(accessViewSchema, { method: 'DELETE', path: `/api/access/tokens/${encodeURIComponent(name)}` })
  } catch (error) {
    if (error instanceof ApiRefusal && error.code === 'not-found') throw new TokenEditError('unknown', name)
    throw error
  }
}

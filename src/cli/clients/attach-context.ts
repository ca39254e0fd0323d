/** What attaching needs of this machine: the home, the clock, the tokens in `auth.json`; and its complaints in the user's language. */
import type { AttachContext } from '../../setup/attach/attach.ts'
import { ClientFileError } from '../../setup/attach/client-setup.ts'
import { tokenKeeper } from '../../setup/attach/token-keeper.ts'
import { accessDocument } from '../../store/documents/access.ts'
import { removeTokenNamed } from '../access/remove-token.ts'
import { changeDocument } from '../api/document-writes.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { reasonText } from '../messages/reason-text.ts'

export const createAttachContext = (cli: Cli): AttachContext => ({
  home: cli.home,
  clock: cli.clock,
  tokens: tokenKeeper({
    change: (edit) => changeDocument(cli, accessDocument, edit),
    remove: (name) => removeTokenNamed(cli, name),
  }),
})

/** Runs what may find a client's file in a state that it cannot work with. Throws `CliError` then. */
export const explaining = async <T>(
  cli: Cli,
  { file, address }: { readonly file: string; readonly address: string },
  act: () => T | Promise<T>,
): Promise<T> => {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error
    const { fileError, fileTaken } = cli.messages.clients
    const { reason, message } = error
    throw new CliError(
      reason.code === 'client-key-taken'
        ? fill(fileTaken, { file, address, key: reason.params.key })
        : fill(fileError, { file, reason: reasonText(cli, reason, message) }),
    )
  }
}

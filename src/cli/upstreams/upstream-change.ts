/** Changes one service's upstreams through the store, and says in the user's language why it cannot be done. */
import { EditError } from '../../store/config/json-edit.ts'
import { changeDocument } from '../api/document-writes.ts'
import type { Cli } from '../context/cli.ts'
import { knownService } from '../context/command.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill, type Values } from '../messages/fill.ts'

/** A service and an upstream in the words of messages. */
export interface Naming extends Values {
  readonly service: string
  readonly label: string
  readonly name: string
}

/** Whether the edit changed anything. Throws `CliError`. */
export const changeUpstreams = async (cli: Cli, naming: Naming, edit: (text: string) => string): Promise<boolean> => {
  let changed = false
  try {
    const { document } = await knownService(cli, naming.service)
    await changeDocument(cli, document, (text) => {
      const next = edit(text)
      changed = next !== text
      return next
    })
  } catch (error) {
    throw editFailure(cli, naming, error)
  }
  return changed
}

/** An `EditError` as a person is told it; everything else as it is. `wanted` is the new name, where one was asked for. */
export const editFailure = (cli: Cli, naming: Naming, error: unknown, wanted: string = naming.name): unknown => {
  if (!(error instanceof EditError)) return error
  const texts = cli.messages.upstreams
  const options = { cause: error }
  switch (error.kind) {
    case 'unknown':
      return new CliError(fill(texts.unknown, naming), EXIT.failed, {
        ...options,
        hints: [fill(texts.unknownHint, naming)],
      })
    case 'taken':
      return new CliError(fill(texts.taken, { ...naming, name: wanted }), EXIT.failed, options)
    case 'disabled':
      return new CliError(fill(texts.active.disabled, naming), EXIT.failed, options)
    case 'invalid':
      return new CliError(fill(texts.invalid, { reason: error.message }), EXIT.usage, options)
  }
}

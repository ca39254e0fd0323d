/** Opens the documents for one command, whether the daemon runs or not, and makes a change known to it. */
import { doneSchema } from '../../contract/api/status.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import { openConfigStore } from '../../store/config/config-store.ts'
import { type Document, DocumentError } from '../../store/config/document.ts'
import { EditError } from '../../store/config/json-edit.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { placedText } from '../messages/reason-text.ts'
import { findDaemon } from './api-client.ts'

/** Reads those of the services and the given ones (no others: each costs time), hands them to `act`, lets them go again. */
export const withConfig = async <T>(
  cli: Cli,
  documents: readonly Document<unknown>[],
  act: (config: ConfigStore) => T | Promise<T>,
): Promise<T> => {
  const services = await cli.shelf()
  const config = openConfigStore({
    home: cli.home,
    documents,
    upstreamDocuments: new Map(services.map((service) => [service.id, service.document])),
    clock: cli.clock,
    watch: false,
  })
  try {
    return await act(config)
  } finally {
    config.close()
  }
}

/** Changes one document and sees to it that the change is in force when this returns. Throws `CliError`. */
export const changeDocument = async (
  cli: Cli,
  document: Document<unknown>,
  edit: (text: string) => string,
): Promise<void> => {
  await withConfig(cli, [document], (config) => config.update(document.id, edit)).catch((error: unknown) => {
    throw explained(cli, document.file, error)
  })
  await makeKnown(cli)
}

/** What a document says now. Throws `CliError` when it cannot be read: anything else would be a guess. */
export const settingsInForce = <T>(cli: Cli, document: Document<T>): Promise<T> =>
  withConfig(cli, [document], (config) => {
    const rejection = config.rejections().find((one) => one.document === document.id)
    if (rejection !== undefined)
      throw new CliError(
        fill(cli.messages.errors.unreadable, { file: document.file, reason: placedText(cli, rejection) }),
      )
    return config.snapshot().get(document)
  })

/**
 * Tells a running daemon to look at its documents now. One that does not answer hears of the change from the file itself, so
 * that is worth a note and no failure.
 */
export const makeKnown = async (cli: Cli): Promise<void> => {
  const client = await findDaemon(cli)
  if (client === undefined) return
  try {
    await client.ask(doneSchema, { method: 'POST', path: '/api/refresh', body: {} })
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    cli.print.note(error.message)
  }
}

const explained = (cli: Cli, file: string, error: unknown): unknown => {
  // What a person asked for is at fault, not the document: the command words that itself.
  if (!(error instanceof DocumentError) || error instanceof EditError) return error
  return new CliError(fill(cli.messages.errors.documentRejected, { file, reason: placedText(cli, complaintOf(error)) }))
}

/** What a text that was refused complains of. */
export const complaintOf = ({ field, line, column, reason, message }: DocumentError) => ({
  field,
  line,
  column,
  why: reason,
  reason: message,
})

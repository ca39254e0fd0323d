/** Opens the documents for one command, whether the daemon runs or not, and makes a change known to it. */
import { doneSchema } from '../contract/api.ts'
import type { ConfigStore } from '../store/config.ts'
import { openConfigStore } from '../store/config-store.ts'
import { DocumentError } from '../store/document.ts'
import { documents } from '../store/documents/index.ts'
import { EditError } from '../store/json-edit.ts'
import type { Cli } from './cli.ts'
import { findDaemon } from './client.ts'
import { CliError } from './exit.ts'
import { fill } from './messages/fill.ts'

/** Reads the documents, hands them to `act`, lets them go again. */
export const withConfig = async <T>(cli: Cli, act: (config: ConfigStore) => T | Promise<T>): Promise<T> => {
  const services = await cli.services()
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
export const changeDocument = async (cli: Cli, document: string, edit: (text: string) => string): Promise<void> => {
  await withConfig(cli, (config) => config.update(document, edit)).catch((error: unknown) => {
    throw explained(cli, document, error)
  })
  await makeKnown(cli)
}

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

const explained = (cli: Cli, document: string, error: unknown): unknown => {
  // What a person asked for is at fault, not the document: the command words that itself.
  if (!(error instanceof DocumentError) || error instanceof EditError) return error
  return new CliError(fill(cli.messages.errors.documentRejected, { file: document, reason: error.message }))
}

/** Opens the documents for one command that reads them, whether the daemon runs or not. Changes go by `document-writes.ts`. */
import type { ConfigStore } from '../../store/config/config.ts'
import { openConfigStore } from '../../store/config/config-store.ts'
import type { Document } from '../../store/config/document.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { placedText } from '../messages/reason-text.ts'

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

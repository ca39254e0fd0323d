/** Asks before something is removed for good. */
import { createInterface } from 'node:readline/promises'
import type { ReadStream } from 'node:tty'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

/** Returns when the person said yes, here or on the command line. Throws `CliError` otherwise, also where nobody can be asked. */
export const confirm = async (cli: Cli, what: string, saidYes: boolean): Promise<void> => {
  if (saidYes) return
  const texts = cli.messages.records.logs
  if ((cli.stdin as Partial<ReadStream>).isTTY === true) {
    cli.print.note(fill(texts.confirm, { what }))
    const terminal = createInterface({ input: cli.stdin })
    const answer = await terminal.question('')
    terminal.close()
    if (answer.trim().toLowerCase() === 'yes') return
  }
  throw new CliError(texts.notConfirmed, EXIT.failed)
}

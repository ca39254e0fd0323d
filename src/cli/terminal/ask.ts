/** Asks a yes-or-no question before something is changed. */
import { createInterface } from 'node:readline/promises'
import type { ReadStream } from 'node:tty'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

/** Returns when the person said yes, here or by `--yes`. Throws a usage error where nobody can be asked, `CliError` for a no. */
export const askFirst = async (cli: Cli, question: string, saidYes: boolean): Promise<void> => {
  if (saidYes) return
  const texts = cli.messages.clients
  if ((cli.stdin as Partial<ReadStream>).isTTY !== true) {
    throw new CliError(texts.noTerminal, EXIT.usage, { hints: [texts.noTerminalHint] })
  }
  cli.print.note(fill(texts.ask, { question }))
  const terminal = createInterface({ input: cli.stdin })
  const answer = await terminal.question('')
  terminal.close()
  if (!/^(?:y|yes|是)$/i.test(answer.trim())) throw new CliError(texts.notDone)
}

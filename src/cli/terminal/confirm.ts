/** Asks a yes-or-no question before something is changed or removed. */
import { createInterface } from 'node:readline/promises'
import type { ReadStream } from 'node:tty'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

export interface Question {
  readonly question: string
  /** Whether the person said yes on the command line (`--yes`). */
  readonly saidYes: boolean
  /** What to do where nobody can be asked, for example in a script. */
  readonly hint: string
}

/** Returns when the person said yes. Throws a usage error where nobody can be asked, `CliError` for everything but a yes. */
export const confirm = async (cli: Cli, { question, saidYes, hint }: Question): Promise<void> => {
  if (saidYes) return
  const texts = cli.messages.confirm
  if ((cli.stdin as Partial<ReadStream>).isTTY !== true) {
    throw new CliError(texts.nobody, EXIT.usage, { hints: [hint] })
  }
  cli.print.note(fill(texts.ask, { question }))
  if (!/^(?:y|yes|是)$/i.test((await nextLine(cli.stdin)).trim())) throw new CliError(texts.no)
}

/** Empty at the end of the input, which is what Ctrl+D says. */
const nextLine = async (input: Cli['stdin']): Promise<string> => {
  const lines = createInterface({ input })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
  }
}

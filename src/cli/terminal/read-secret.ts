/** Reads a secret that was given as `-` from standard input, so that it stays out of the shell's history and the process list. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { ReadStream } from 'node:tty'
import type { Cli } from '../context/cli.ts'
import { CliError, EXIT } from '../context/exit.ts'

/** The values with every `-` replaced by what standard input says. At most one may be `-`. Throws `CliError`. */
export const readSecrets = async <Key extends string>(
  cli: Cli,
  given: Readonly<Partial<Record<Key, string>>>,
): Promise<Partial<Record<Key, string>>> => {
  const entries = Object.entries(given) as [Key, string | undefined][]
  if (entries.filter(([, value]) => value === '-').length > 1) {
    throw new CliError(cli.messages.errors.stdinTwice, EXIT.usage)
  }
  const read: Partial<Record<Key, string>> = {}
  for (const [key, value] of entries) {
    if (value === undefined) continue
    if (value === '-') read[key] = await readSecret(cli)
    else {
      cli.print.note(cli.messages.errors.secretShown)
      read[key] = value
    }
  }
  return read
}

const readSecret = async (cli: Cli): Promise<string> => {
  const secret = (isTerminal(cli.stdin) ? await askSecretly(cli) : await readAll(cli)).trim()
  if (secret === '') throw new CliError(cli.messages.errors.stdinEmpty, EXIT.usage)
  return secret
}

const isTerminal = (stdin: Cli['stdin']): boolean => (stdin as Partial<ReadStream>).isTTY === true

/** Everything standard input says. */
export const readAll = async (cli: Cli): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of cli.stdin) chunks.push(Buffer.from(chunk as Buffer))
  return Buffer.concat(chunks).toString('utf8')
}

/** Reads one line and shows nothing of it. */
const askSecretly = async (cli: Cli): Promise<string> => {
  cli.print.note(cli.messages.upstreams.secretPrompt)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: cli.stdin, output: nowhere, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
  }
}

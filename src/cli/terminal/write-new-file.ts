/** Writes what may hold secrets or conversations to a file of its own: its owner's alone, and never in the place of another. */
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'

/** Throws `CliError` when there is a file of that name. */
export const writeNewFile = async (
  cli: Cli,
  file: string,
  bytes: Iterable<string> | AsyncIterable<Uint8Array>,
): Promise<void> => {
  const target = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new CliError(fill(cli.messages.errors.fileExists, { file }))
    throw error
  })
  await pipeline(bytes, target.createWriteStream())
}

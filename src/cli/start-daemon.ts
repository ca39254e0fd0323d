/** Starts the daemon in the background and tells how it went; shared by `start` and `restart`. */
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Detached, OUTPUT_LOG, startDetached } from '../daemon/detach.ts'
import { reasonOf, StartFailure } from '../daemon/start-failure.ts'
import type { Cli } from './cli.ts'
import { findDaemon } from './client.ts'
import { fill } from './messages/fill.ts'
import { showNextSteps } from './next-steps.ts'
import { startError } from './start-error.ts'

export interface StartOptions {
  readonly json?: boolean
}

/** Throws `CliError` with the daemon's own reason when it does not start. Running already is fine. */
export const startDaemon = async (cli: Cli, { json = false }: StartOptions): Promise<void> => {
  const already = await findDaemon(cli)
  const detached: Detached = already?.run ?? (await startOrExplain(cli))
  if (json) {
    cli.print.json({ pid: detached.pid, alreadyRunning: already !== undefined, ...detached.addresses })
    return
  }
  const { start } = cli.messages.daemon
  cli.print.line(fill(already === undefined ? start.started : start.already, { pid: detached.pid }))
  await showNextSteps(cli, detached.addresses)
}

const startOrExplain = async (cli: Cli): Promise<Detached> => {
  // The same file that runs now, so that `src` starts `src` and `dist` starts `dist`.
  const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))
  try {
    // The home as it is understood here: the daemon lives in another folder, where a relative path would mean something else.
    const environment = { ...cli.environment, CLP_HOME: cli.home.root }
    return await startDetached({ home: cli.home, script: [main, 'run'], environment })
  } catch (error) {
    const reason = reasonOf(error)
    const log = reason.code === 'failed' && error instanceof StartFailure ? join(cli.home.run, OUTPUT_LOG) : undefined
    throw await startError(cli, reason, log)
  }
}

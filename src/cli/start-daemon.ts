/** Starts the daemon in the background and tells how it went; shared by `start` and `restart`. */
import { extname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Detached, OUTPUT_LOG, startDetached } from '../daemon/detach.ts'
import { lockHolder } from '../daemon/lock.ts'
import { reasonOf, StartFailure } from '../daemon/start-failure.ts'
import type { Cli } from './cli.ts'
import { type DaemonClient, findDaemon } from './client.ts'
import { fill } from './messages/fill.ts'
import { showNextSteps } from './next-steps.ts'
import { startError } from './start-error.ts'

export interface StartOptions {
  readonly json?: boolean
}

/** Throws `CliError` with the daemon's own reason when it does not start. Running already is fine. */
export const startDaemon = async (cli: Cli, { json = false }: StartOptions): Promise<void> => {
  const before = await findDaemon(cli)
  const detached = before === undefined ? await startOrExplain(cli) : { ...before.run, already: true }
  if (json) {
    cli.print.json({ pid: detached.pid, alreadyRunning: detached.already, ...detached.addresses })
    return
  }
  const { start } = cli.messages.daemon
  cli.print.line(fill(detached.already ? start.already : start.started, { pid: detached.pid }))
  await showNextSteps(cli, detached.addresses)
}

type Started = Detached & { readonly already: boolean }

const startOrExplain = async (cli: Cli): Promise<Started> => {
  // The same file that runs now, so that `src` starts `src` and `dist` starts `dist`.
  const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url))
  try {
    // The home as it is understood here: the daemon lives in another folder, where a relative path would mean something else.
    const environment = { ...cli.environment, CLP_HOME: cli.home.root }
    return { ...(await startDetached({ home: cli.home, script: [main, 'run'], environment })), already: false }
  } catch (error) {
    const reason = reasonOf(error)
    const other = reason.code === 'already-running' ? await othersDaemon(cli) : undefined
    if (other !== undefined) return { ...other.run, already: true }
    const log = reason.code === 'failed' && error instanceof StartFailure ? join(cli.home.run, OUTPUT_LOG) : undefined
    throw await startError(cli, reason, log)
  }
}

const POLL_MS = 20

/** Somebody else began to start a daemon just before: waits until it is ready, or until it has given up. */
const othersDaemon = async (cli: Cli): Promise<DaemonClient | undefined> => {
  for (;;) {
    const client = await findDaemon(cli)
    if (client !== undefined || (await lockHolder(cli.home)) === undefined) return client
    await pause(POLL_MS)
  }
}

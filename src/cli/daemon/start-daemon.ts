/** Starts the daemon in the background and says how it went; shared by `start` and `restart`. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Detached, OUTPUT_LOG } from '../../daemon/supervisor/detach.ts'
import { type LaunchPlan, launch } from '../../daemon/supervisor/launch.ts'
import { lockHolder } from '../../process/lock.ts'
import { reasonOf, StartFailure } from '../../process/start-failure.ts'
import { packageFile } from '../../store/files/package-files.ts'
import { type DaemonClient, lookForDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'
import { fill } from '../messages/fill.ts'
import { checkLimits, checkOwnFetch } from './check-limits.ts'
import { startError } from './start-error.ts'
import { endSupervisor, untilStarted } from './stop-supervisor.ts'

export interface StartOptions {
  readonly json?: boolean
}

/** Throws `CliError` with the daemon's own reason when it does not start. Running already is fine. */
export const startDaemon = async (cli: Cli, { json = false }: StartOptions): Promise<void> => {
  checkLimits(cli)
  checkOwnFetch(cli)
  await untilStarted(cli)
  const before = await lookForDaemon(cli)
  const detached = before === undefined ? await startOrExplain(cli) : { ...before.run, already: true }
  if (json) {
    cli.print.json({ pid: detached.pid, alreadyRunning: detached.already, ...detached.addresses })
    return
  }
  await showStarted(cli, detached)
}

/** Says which process serves now, where, and what a person does next. */
export const showStarted = async (cli: Cli, { pid, addresses, already }: Started): Promise<void> => {
  const { start } = cli.messages.daemon
  cli.print.line(fill(already ? start.already : start.started, { pid }))
  const { showNextSteps } = await nextSteps()
  await showNextSteps(cli, addresses)
}

/** Reads every document, so it is loaded while the daemon starts instead of before. */
const nextSteps = (): Promise<typeof import('./next-steps.ts')> => import('./next-steps.ts')

/** What is started: files of the package that runs now, so that new code starts new code. */
export const launchPlan = ({ environment, home }: Pick<Cli, 'environment' | 'home'>): LaunchPlan => ({
  node: process.execPath,
  supervisor: packageFile('dist/daemon/supervisor-entry.js'),
  main: packageFile('dist/cli/main.js'),
  // The home as it is understood here: the daemon lives in another folder, where a relative path would mean something else.
  environment: { ...environment, CLP_HOME: home.root },
})

type Started = Detached & { readonly already: boolean }

const startOrExplain = async (cli: Cli): Promise<Started> => {
  // A supervisor that is about to start a daemon again holds the ports: this start takes its place. One that is starting this very
  // moment is another start, with as much right as ours.
  await endSupervisor(cli, ['waiting'])
  try {
    const launched = launch(cli.home, launchPlan(cli))
    void nextSteps()
    return { ...(await launched), already: false }
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
    const client = await lookForDaemon(cli)
    if (client !== undefined || (await lockHolder(cli.home)) === undefined) return client
    await pause(POLL_MS)
  }
}

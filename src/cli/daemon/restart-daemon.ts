/**
 * `clp restart`: has the running daemon hand over to a new one, which costs no request anything. Where that is impossible, the old
 * one is stopped first.
 */
import { type ReplaceAnswer, replaceAnswerSchema } from '../../contract/api/daemon.ts'
import type { StartFailureReason } from '../../process/start-failure.ts'
import { type DaemonClient, findDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { launchPlan, showStarted, startDaemon } from './start-daemon.ts'
import { startError } from './start-error.ts'
import { DEFAULT_STOP_SECONDS, stopDaemon } from './stop-daemon.ts'

/** How long requests of the former daemon may run on when nothing else is said, in seconds. */
export const DEFAULT_FINISH_SECONDS = 600
/** Longest time that may be asked for, in seconds. */
export const LONGEST_FINISH_SECONDS = 3600

export interface RestartOptions {
  /** How long running requests may go on, in seconds; undefined: as long as is usual for the way that is taken. */
  readonly seconds: number | undefined
  readonly json: boolean
}

/** Throws `CliError` when the new daemon does not start; after a hand-over that failed the former one still runs. */
export const restartDaemon = async (cli: Cli, { seconds, json }: RestartOptions): Promise<void> => {
  const client = await findDaemon(cli)
  if (client === undefined) return startDaemon(cli, { json })
  const answer = await askToHandOver(cli, client, seconds ?? DEFAULT_FINISH_SECONDS)
  if (answer?.kind === 'failed') throw await stillRunning(cli, client, answer.reason as StartFailureReason)
  if (answer?.kind === 'replaced')
    return showReplaced(cli, answer, { json, seconds: seconds ?? DEFAULT_FINISH_SECONDS })
  if (answer !== undefined) cli.print.note(cli.messages.daemon.restart.obstacles[answer.why])
  await stopAndStart(cli, { seconds: seconds ?? DEFAULT_STOP_SECONDS, json })
}

/** The start of another daemon may take its time on a busy machine. */
const PATIENCE_MS = 120_000

/** Undefined when the daemon does not understand, or hangs: it is stopped the hard way then. */
const askToHandOver = async (cli: Cli, client: DaemonClient, seconds: number): Promise<ReplaceAnswer | undefined> => {
  const { supervisor: guardian, ...plan } = launchPlan(cli)
  try {
    return await client.ask(replaceAnswerSchema, {
      method: 'POST',
      path: '/api/daemon/replace',
      body: { ...plan, guardian, timeoutMs: Math.round(seconds * 1000) },
      timeoutMs: PATIENCE_MS,
    })
  } catch (error) {
    if (error instanceof CliError) return undefined
    throw error
  }
}

const stillRunning = async (cli: Cli, { run }: DaemonClient, reason: StartFailureReason): Promise<CliError> => {
  const { message, exitCode, hints } = await startError(cli, reason)
  const goesOn = fill(cli.messages.daemon.restart.goesOn, { pid: run.pid })
  return new CliError(message, exitCode, { hints: [...hints, goesOn] })
}

interface ShowOptions {
  readonly json: boolean
  readonly seconds: number
}

const showReplaced = async (
  cli: Cli,
  { pid, addresses, former }: Extract<ReplaceAnswer, { kind: 'replaced' }>,
  { json, seconds }: ShowOptions,
): Promise<void> => {
  if (json) {
    cli.print.json({ pid, alreadyRunning: false, ...addresses, former })
    return
  }
  const { finishing, took } = cli.messages.daemon.restart
  const text = former.openRequests === 0 ? took : finishing
  cli.print.line(fill(text, { pid: former.pid, count: former.openRequests, seconds }))
  await showStarted(cli, { pid, addresses, already: false })
}

const stopAndStart = async (cli: Cli, { seconds, json }: ShowOptions): Promise<void> => {
  const result = await stopDaemon(cli, seconds)
  if (result.kind === 'stopped' && !json) {
    const { forced, stopped } = cli.messages.daemon.stop
    cli.print.line(fill(result.forced ? forced : stopped, { pid: result.pid }))
  }
  await startDaemon(cli, { json })
}

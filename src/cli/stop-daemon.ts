/** Ends the daemon: asks it, waits for its process to be gone, and uses force only against a process proven to be it. */
import { setTimeout as pause } from 'node:timers/promises'
import { stopAnswerSchema } from '../contract/api.ts'
import { checkIdentity } from '../daemon/process-identity.ts'
import { type RunFile, removeRunFile } from '../daemon/run-file.ts'
import { hasEnded } from '../daemon/running.ts'
import type { Cli } from './cli.ts'
import { type DaemonClient, findDaemon } from './client.ts'
import { CliError } from './exit.ts'
import { fill } from './messages/fill.ts'

export type StopResult =
  | { readonly kind: 'not-running' }
  | { readonly kind: 'stopped'; readonly pid: number; readonly forced: boolean }

const POLL_MS = 20
/** Time beyond the wait for requests that an orderly end may take, and that a signal is given, in ms. */
const GRACE_MS = 5000
const ASK_TIMEOUT_MS = 5000
export const DEFAULT_STOP_SECONDS = 10
const LONGEST_STOP_SECONDS = 600

/** Waits up to `seconds` for running requests. Throws `CliError` when the process does not end. */
export const stopDaemon = async (cli: Cli, seconds: number): Promise<StopResult> => {
  const client = await findDaemon(cli)
  if (client === undefined) return { kind: 'not-running' }
  const { run } = client
  const orderly = seconds * 1000 + GRACE_MS
  if (await askToStop(cli, client, seconds)) {
    if (await endsWithin(cli, run, orderly)) return stopped(cli, run, false)
  } else {
    await signalIfProven(cli, run, 'SIGTERM')
    if (await endsWithin(cli, run, orderly)) return stopped(cli, run, false)
  }
  await signalIfProven(cli, run, 'SIGKILL')
  if (await endsWithin(cli, run, GRACE_MS)) return stopped(cli, run, true)
  throw new CliError(fill(cli.messages.daemon.stop.cannot, { pid: run.pid }))
}

/** Reads `--timeout`; undefined when it is no number of seconds that makes sense. */
export const readStopSeconds = (text: string | undefined): number | undefined => {
  if (text === undefined) return DEFAULT_STOP_SECONDS
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return seconds >= 0 && seconds <= LONGEST_STOP_SECONDS ? seconds : undefined
}

/** False when it does not even answer: then waiting for an orderly end would be in vain. */
const askToStop = async (cli: Cli, client: DaemonClient, seconds: number): Promise<boolean> => {
  try {
    const answer = await client.ask(stopAnswerSchema, {
      method: 'POST',
      path: '/api/daemon/stop',
      body: { timeoutMs: Math.round(seconds * 1000) },
      timeoutMs: ASK_TIMEOUT_MS,
    })
    if (answer.openRequests > 0) {
      cli.print.note(fill(cli.messages.daemon.stop.waiting, { seconds, count: answer.openRequests }))
    }
    return true
  } catch {
    return false
  }
}

const endsWithin = async (cli: Cli, run: RunFile, ms: number): Promise<boolean> => {
  const until = cli.clock.elapsed() + ms
  for (;;) {
    if (await hasEnded(run)) return true
    if (cli.clock.elapsed() >= until) return false
    await pause(POLL_MS)
  }
}

const signalIfProven = async (cli: Cli, run: RunFile, signal: NodeJS.Signals): Promise<void> => {
  const identity = await checkIdentity(run)
  if (identity === 'gone') return
  if (identity === 'unknown') throw new CliError(fill(cli.messages.daemon.stop.foreign, { pid: run.pid }))
  try {
    process.kill(run.pid, signal)
  } catch (error) {
    // It may have ended between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A process that was killed leaves its run file behind. */
const stopped = (cli: Cli, run: RunFile, forced: boolean): StopResult => {
  removeRunFile(cli.home.pidFile, run.instance)
  return { kind: 'stopped', pid: run.pid, forced }
}

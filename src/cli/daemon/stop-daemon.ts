/** Ends the daemon: asks it, waits for its process to be gone, and uses force only against a process proven to be it. */
import { setTimeout as pause } from 'node:timers/promises'
import { stopAnswerSchema } from '../../contract/api/status.ts'
import { type DrainingDaemon, readDrainingDaemons } from '../../process/draining-daemons.ts'
import { checkIdentity } from '../../process/process-identity.ts'
import { type RunFile, removeRunFile } from '../../process/run-file.ts'
import { hasEnded } from '../../process/running.ts'
import { livenessOf } from '../../store/files/process-mark.ts'
import { type DaemonClient, findDaemon } from '../api/api-client.ts'
import type { Cli } from '../context/cli.ts'
import { CliError } from '../context/exit.ts'
import { fill } from '../messages/fill.ts'
import { signalProcess } from './signal-process.ts'
import { endSupervisor, stopSupervisor, supervisorEnds, untilStarted } from './stop-supervisor.ts'

export type StopResult =
  | { readonly kind: 'not-running' }
  | { readonly kind: 'stopped'; readonly pid: number; readonly forced: boolean }

const POLL_MS = 20
/** Time beyond the wait for requests that an orderly end may take, and that a signal is given, in ms. */
export const GRACE_MS = 5000
const ASK_TIMEOUT_MS = 5000
/** How long running requests may take when nothing else is said, in seconds. */
export const DEFAULT_STOP_SECONDS = 10
const LONGEST_STOP_SECONDS = 600

/**
 * Waits up to `seconds` for running requests, also for those that former daemons still finish. Throws `CliError` when the process
 * does not end.
 */
export const stopDaemon = async (cli: Cli, seconds: number): Promise<StopResult> => {
  const [result] = await Promise.all([stopPresent(cli, seconds), stopFormer(cli, seconds)])
  return result
}

const stopPresent = async (cli: Cli, seconds: number): Promise<StopResult> => {
  await untilStarted(cli)
  const client = await findDaemon(cli)
  if (client === undefined) {
    const pid = await endSupervisor(cli, ['waiting', 'starting'])
    return pid === undefined ? { kind: 'not-running' } : { kind: 'stopped', pid, forced: false }
  }
  const { run } = client
  const orderly = seconds * 1000 + GRACE_MS
  if (await askToStop(cli, client, seconds)) {
    if (await endsWithin(cli, run, orderly)) return stopped(cli, run, false)
  } else {
    await signalIfProven(cli, run, 'SIGTERM')
    if (await endsWithin(cli, run, orderly)) return stopped(cli, run, false)
  }
  // A daemon that hangs has not reported to its supervisor that it ends: that would look like a crash.
  await stopSupervisor(cli)
  await signalIfProven(cli, run, 'SIGKILL')
  if (await endsWithin(cli, run, GRACE_MS)) return stopped(cli, run, true)
  throw new CliError(fill(cli.messages.daemon.stop.cannot, { pid: run.pid }))
}

/** Reads `--timeout`; undefined when it is no number of seconds that makes sense. */
export const readStopSeconds = (
  text: string | undefined,
  { longest = LONGEST_STOP_SECONDS } = {},
): number | undefined => {
  if (text === undefined) return DEFAULT_STOP_SECONDS
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return seconds >= 0 && seconds <= longest ? seconds : undefined
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

/** Daemons that another one took over from: they get the same time, then a signal, on which they cut what still runs. */
const stopFormer = async (cli: Cli, seconds: number): Promise<void> => {
  const until = cli.clock.elapsed() + seconds * 1000
  const living = (): readonly DrainingDaemon[] =>
    readDrainingDaemons(cli.home).filter((one) => livenessOf(one) === 'alive')
  while (living().length > 0 && cli.clock.elapsed() < until) await pause(POLL_MS)
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const { pid } of living()) signalProcess(pid, signal)
    const giveUp = cli.clock.elapsed() + GRACE_MS
    while (living().length > 0 && cli.clock.elapsed() < giveUp) await pause(POLL_MS)
  }
}

export const endsWithin = async (cli: Cli, run: RunFile, ms: number): Promise<boolean> => {
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
  signalProcess(run.pid, signal)
}

/** A process that was killed leaves its run file behind. */
export const stopped = async (cli: Cli, run: RunFile, forced: boolean): Promise<StopResult> => {
  await supervisorEnds(cli)
  removeRunFile(cli.home.pidFile, run.instance)
  return { kind: 'stopped', pid: run.pid, forced }
}

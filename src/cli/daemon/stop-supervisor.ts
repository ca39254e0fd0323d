/** Ends the guardian of the daemon, proven to be it: one that watches is told beforehand, one that waits to start another is ended. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  type GuardianNote,
  type GuardianState,
  readGuardianNote,
  removeGuardianNote,
} from '../../daemon/supervisor/supervisor-note.ts'
import { checkIdentity } from '../../process/process-identity.ts'
import type { Cli } from '../context/cli.ts'
import { signalProcess } from './signal-process.ts'

/** How long a guardian may take to go, in ms: it has nothing to finish but the start of a daemon. */
const PATIENCE_MS = 15_000
const POLL_MS = 20

/** The guardian of this home, if it is proven to live. */
export const findGuardian = async (cli: Pick<Cli, 'home'>): Promise<GuardianNote | undefined> => {
  const note = readGuardianNote(cli.home.guardianFile)
  return note !== undefined && (await checkIdentity(note)) === 'same' ? note : undefined
}

/** Waits while a guardian is starting a daemon, after `clp start` or after a crash; one that takes too long counts as hung. */
export const untilStarted = async (cli: Pick<Cli, 'home' | 'clock'>): Promise<void> => {
  const until = cli.clock.elapsed() + PATIENCE_MS
  while ((await findGuardian(cli))?.state === 'starting' && cli.clock.elapsed() < until) await pause(POLL_MS)
}

/** Waits for a guardian whose daemon has ended in order; one that does not go is left. */
export const guardianLeaves = async (cli: Pick<Cli, 'home' | 'clock'>): Promise<void> => {
  const until = cli.clock.elapsed() + PATIENCE_MS
  while ((await findGuardian(cli)) !== undefined && cli.clock.elapsed() < until) await pause(POLL_MS)
}

/** Tells the guardian that the end of its daemon will be no crash. Does not wait. */
export const tellGuardianToStop = async (cli: Pick<Cli, 'home'>): Promise<void> => {
  const guardian = await findGuardian(cli)
  if (guardian !== undefined) signalProcess(guardian.pid, 'SIGTERM')
}

/**
 * Ends a guardian in one of the `states`: one that waits to start another daemon after a crash, or one whose start hangs. Returns its
 * PID, or undefined when there was none.
 */
export const endGuardian = async (
  cli: Pick<Cli, 'home' | 'clock'>,
  states: readonly GuardianState[],
): Promise<number | undefined> => {
  const guardian = await findGuardian(cli)
  if (guardian === undefined || !states.includes(guardian.state)) return undefined
  signalProcess(guardian.pid, 'SIGTERM')
  const until = cli.clock.elapsed() + PATIENCE_MS
  while ((await checkIdentity(guardian)) === 'same') {
    if (cli.clock.elapsed() > until) signalProcess(guardian.pid, 'SIGKILL')
    await pause(POLL_MS)
  }
  removeGuardianNote(cli.home.guardianFile, guardian)
  return guardian.pid
}

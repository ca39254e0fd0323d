/** Ends the supervisor of the daemon, proven to be it: one that watches is told beforehand, one that waits to start another is ended. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  readSupervisorNote,
  removeSupervisorNote,
  type SupervisorNote,
  type SupervisorState,
} from '../../daemon/supervisor/supervisor-note.ts'
import { checkIdentity } from '../../process/process-identity.ts'
import type { Cli } from '../context/cli.ts'
import { signalProcess } from './signal-process.ts'

/** How long a supervisor may take to end, in ms: it has nothing to finish but the start of a daemon. */
const PATIENCE_MS = 15_000
const POLL_MS = 20

/** The supervisor of this home, if it is proven to live. */
export const findSupervisor = async (cli: Pick<Cli, 'home'>): Promise<SupervisorNote | undefined> => {
  const note = readSupervisorNote(cli.home.supervisorFile)
  return note !== undefined && (await checkIdentity(note)) === 'same' ? note : undefined
}

/** Waits while a supervisor is starting a daemon, after `clp start` or after a crash; one that takes too long counts as hung. */
export const untilStarted = async (cli: Pick<Cli, 'home' | 'clock'>): Promise<void> => {
  const until = cli.clock.elapsed() + PATIENCE_MS
  while ((await findSupervisor(cli))?.state === 'starting' && cli.clock.elapsed() < until) await pause(POLL_MS)
}

/** Waits for a supervisor whose daemon has ended in order; one that does not end is left. */
export const supervisorEnds = async (cli: Pick<Cli, 'home' | 'clock'>): Promise<void> => {
  const until = cli.clock.elapsed() + PATIENCE_MS
  while ((await findSupervisor(cli)) !== undefined && cli.clock.elapsed() < until) await pause(POLL_MS)
}

/** Tells the supervisor that the end of its daemon will be no crash. Does not wait. */
export const stopSupervisor = async (cli: Pick<Cli, 'home'>): Promise<void> => {
  const supervisor = await findSupervisor(cli)
  if (supervisor !== undefined) signalProcess(supervisor.pid, 'SIGTERM')
}

/**
 * Ends a supervisor in one of the `states`: one that waits to start another daemon after a crash, or one whose start hangs. Returns its
 * PID, or undefined when there was none.
 */
export const endSupervisor = async (
  cli: Pick<Cli, 'home' | 'clock'>,
  states: readonly SupervisorState[],
): Promise<number | undefined> => {
  const supervisor = await findSupervisor(cli)
  if (supervisor === undefined || !states.includes(supervisor.state)) return undefined
  signalProcess(supervisor.pid, 'SIGTERM')
  const until = cli.clock.elapsed() + PATIENCE_MS
  while ((await checkIdentity(supervisor)) === 'same') {
    if (cli.clock.elapsed() > until) signalProcess(supervisor.pid, 'SIGKILL')
    await pause(POLL_MS)
  }
  removeSupervisorNote(cli.home.supervisorFile, supervisor)
  return supervisor.pid
}

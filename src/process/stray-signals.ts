/** Signals that ask for nothing CLP knows: they neither end a process nor open a debugger in it. */
import { constants } from 'node:os'

/**
 * Signals whose default is to end the process although they say no such thing. Not among them: those that ask for the end (`signals.ts`),
 * those that report a fault or ask for a core dump, `SIGXCPU` of a limit that is meant, and `SIGPROF`, which V8's profiler uses.
 */
const STRAY: readonly string[] = ['SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGIO', 'SIGPWR', 'SIGSTKFLT']

/** For programs that serve: what a daemon does not know must not end it. Real-time signals cannot be caught by Node. */
export const ignoreStraySignals = (): void => {
  for (const name of STRAY) if (name in constants.signals) process.on(name, ignore)
}

/**
 * Without this, Node answers `SIGUSR1` with a debugger on 127.0.0.1:9229 that every user of the machine can reach
 * (https://nodejs.org/api/process.html#signal-events).
 */
export const refuseDebugger = (): void => {
  process.on('SIGUSR1', ignore)
}

const ignore = (): void => undefined

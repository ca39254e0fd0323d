/** Answers one question: does a daemon serve this home now? A stale file or a reused PID never reads as yes. */
import type { Home } from '../store/files/home.ts'
import { checkIdentity } from './process-identity.ts'
import { type RunFile, readRunFile } from './run-file.ts'

/** Asks the API of a daemon for its instance; undefined when nobody answers. */
export type AskInstance = (run: RunFile) => Promise<string | undefined>

/**
 * The run file of the living daemon, or undefined. Where the system does not say when a process was born, the process
 * is asked over its API: only the daemon that wrote the file knows its instance.
 */
export const readRunning = async (home: Home, ask: AskInstance = nobody): Promise<RunFile | undefined> => {
  const run = readRunFile(home.pidFile)
  if (run === undefined) return undefined
  switch (await checkIdentity(run)) {
    case 'same':
      return run
    case 'gone':
      return undefined
    case 'unknown':
      return (await ask(run)) === run.instance ? run : undefined
  }
}

/** Whether the process of this run has ended. Where that cannot be told from a reused PID, it has not. */
export const hasEnded = async (run: RunFile): Promise<boolean> => (await checkIdentity(run)) === 'gone'

const nobody: AskInstance = async () => undefined

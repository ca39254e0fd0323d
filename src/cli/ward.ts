/**
 * The daemon as its guardian starts it. That is `clp run`, but nobody typed it: without commands, texts and parser of the command line
 * a daemon is ready sooner and smaller. They are loaded only to say why it could not start.
 */
import { reportFailed } from '../daemon/supervisor/starter.ts'
import { packageVersion } from '../process/version.ts'
import { startWriter } from '../store/backends/sqlite/threads/threads.ts'
import { forgetCompiled } from './compile-cache.ts'
import { homeOf } from './context/home-of.ts'
import type { CliSurroundings } from './run-cli.ts'

/** Resolves with the exit code when the daemon has closed. */
export const runWard = async (surroundings: CliSurroundings): Promise<number> => {
  const { environment } = surroundings
  const writerThread = startWriter()
  const home = homeOf(environment)
  forgetCompiled(home, packageVersion())
  try {
    const { runDaemon } = await import('../daemon/run.ts')
    await runDaemon({ home, environment, writerThread, onReady: () => undefined })
    return 0
  } catch (error) {
    await reportFailed(error)
    const { tellStartFailure } = await import('./run-cli.ts')
    return tellStartFailure(surroundings, error)
  }
}

/** Asks the log a question, and again when the database was damaged and another one was begun. */
import { isWorkerGone, WORKER_CRASHED } from '../../threads/worker-link.ts'
import { failureKind } from './database/failure.ts'

/** Looks whether the database is damaged, or replaces it in any case; true when another one was begun. */
type Inspect = (how: 'look' | 'replace') => Promise<boolean>

export type Asking = <T>(question: () => Promise<T>) => Promise<T>

export interface AskingOptions {
  readonly inspect: Inspect
  /** A reader has crashed: those that are started from now on have to be careful. */
  readonly crashed: () => void
}

/** Times a question is asked, the first included. */
const MOST_TIMES = 3

/**
 * A file that ends whoever reads it, although nothing is found wrong with it, is read with care; when it ends that reader as well it is replaced. A reader that somebody else
 * ended (the system, short of memory; a file that took the place of this one) says nothing about the file.
 */
export const createAsking = ({ inspect, crashed: noteCrash }: AskingOptions): Asking => {
  let crashes = 0
  const mend = async (error: unknown): Promise<void> => {
    const crashed = error instanceof Error && error.name === WORKER_CRASHED
    if (isWorkerGone(error) && !crashed) return
    if (!crashed && failureKind(error) !== 'corrupt') throw error
    if (crashed) {
      crashes += 1
      noteCrash()
    }
    await inspect(crashes > 1 ? 'replace' : 'look')
  }
  const ask = async <T>(question: () => Promise<T>, times: number): Promise<T> => {
    try {
      const answer = await question()
      crashes = 0
      return answer
    } catch (error) {
      if (times === 1) throw error
      await mend(error)
      return ask(question, times - 1)
    }
  }
  return (question) => ask(question, MOST_TIMES)
}

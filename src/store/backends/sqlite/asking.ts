/** Asks the log a question, and again when the database was damaged and another one was begun. */
import { isWorkerGone, WORKER_CRASHED } from '../../threads/worker-link.ts'
import { failureKind } from './database/failure.ts'

/** Looks whether the database is damaged, or replaces it in any case; true when another one was begun. */
type Inspect = (how: 'look' | 'replace') => Promise<boolean>

export type Asking = <T>(question: () => Promise<T>) => Promise<T>

/** Times a question is asked, the first included. */
const MOST_TIMES = 3

/**
 * A file that ends whoever reads it, although nothing is found wrong with it, is replaced when it does so again. A reader that somebody else
 * ended (the system, short of memory; a file that took the place of this one) says nothing about the file.
 */
export const createAsking = (inspect: Inspect): Asking => {
  let crashes = 0
  const mend = async (error: unknown): Promise<void> => {
    const crashed = error instanceof Error && error.name === WORKER_CRASHED
    if (isWorkerGone(error) && !crashed) return
    if (!crashed && failureKind(error) !== 'corrupt') throw error
    if (crashed) crashes += 1
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

/** A process that reads one database, started by the first question to it. */
import { packageFile } from '../../files/package-files.ts'
import { startProcess } from '../../threads/start-process.ts'
import { createWorkerLink, type WorkerLink } from '../../threads/worker-link.ts'
import type { ReaderCalls } from './database/thread-messages.ts'

export interface ReaderOptions {
  /** How long it is kept without a question, in ms; for good where absent. */
  readonly restMs?: number
  /** Whether a reader that is started now is to survive texts that are not UTF-8, at the price of time. */
  readonly careful?: () => boolean
}

export const createReaderLink = (
  file: string,
  { restMs, careful = () => true }: ReaderOptions = {},
): WorkerLink<ReaderCalls> =>
  createWorkerLink<ReaderCalls>({
    entry: packageFile('dist/store/reader-process.js'),
    start: startProcess,
    greeting: () => ({ method: 'openReader', args: [file, careful()] }),
    ...(restMs === undefined ? {} : { restMs }),
  })

/** Asks such a process something about a file, and ends it. Rejects when the file ends it first. */
export const askAbout = async <Method extends 'fault' | 'isOutdated'>(
  file: string,
  method: Method,
): Promise<ReturnType<ReaderCalls[Method]>> => {
  const link = createReaderLink(file)
  try {
    return (await link.call(method, [] as never)) as ReturnType<ReaderCalls[Method]>
  } finally {
    await link.stop()
  }
}

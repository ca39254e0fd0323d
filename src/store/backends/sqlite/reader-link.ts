/** A process that reads one database, started by the first question to it. */
import { packageFile } from '../../files/package-files.ts'
import { startProcess } from '../../threads/start-process.ts'
import { createWorkerLink, type WorkerLink } from '../../threads/worker-link.ts'
import type { ReaderCalls } from './database/thread-messages.ts'

/** `restMs`: how long it is kept without a question, in ms; for good where absent. */
export const createReaderLink = (file: string, restMs?: number): WorkerLink<ReaderCalls> =>
  createWorkerLink<ReaderCalls>({
    entry: packageFile('dist/store/reader-process.js'),
    start: startProcess,
    greeting: () => ({ method: 'openReader', args: [file] }),
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

/** Starts the threads of the log database. */
import { Worker } from 'node:worker_threads'
import { packageFile } from '../../../files/package-files.ts'

/** MB for young objects in a thread's heap: bodies lie outside it, and what is left needs no 48. */
const YOUNG_MB = 8

/** Built files: threads cannot run TypeScript on Node 20. */
export const writerFile = (): string => packageFile('dist/store/writer-worker.js')
export const readerFile = (): string => packageFile('dist/store/reader-worker.js')

/** Starts a thread that has nothing to do yet and keeps no process alive. */
export const startThread = (entry: URL | string): Worker => {
  const thread = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  thread.unref()
  // Whoever started it sees that it has ended, and starts another.
  thread.on('error', () => undefined)
  return thread
}

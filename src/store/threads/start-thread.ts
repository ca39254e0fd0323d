/** Starts a thread of the store. */
import { Worker } from 'node:worker_threads'

/** MB for young objects in a thread's heap: bodies lie outside it, and what is left needs no 48. */
const YOUNG_MB = 8

/** Starts a thread that has nothing to do yet and keeps no process alive. */
export const startThread = (entry: URL | string): Worker => {
  const thread = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  thread.unref()
  // Whoever started it sees that it has ended, and starts another.
  thread.on('error', () => undefined)
  return thread
}

/** Starts a thread of the store. */
import { parentPort, Worker } from 'node:worker_threads'
import { packMessage } from './packed-message.ts'
import type { CallPort, Peer } from './peer.ts'

/** MB for young objects in a thread's heap: bodies lie outside it, and what is left needs no 48. */
const YOUNG_MB = 8

/** Starts a thread that has nothing to do yet and keeps no process alive. */
export const startThread = (entry: URL | string): Peer => {
  const thread = new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  thread.unref()
  let reason: string | undefined
  // Whoever started it sees that it has ended, and starts another.
  thread.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error)
  })
  return {
    postMessage: (message, moving = []) => thread.postMessage(message, [...moving]),
    onMessage: (listener) => void thread.on('message', listener),
    onExit: (listener) => void thread.once('exit', (code) => listener(code, reason)),
    ref: () => thread.ref(),
    unref: () => thread.unref(),
    terminate: () => thread.terminate(),
  }
}

/** The same for a thread that passes messages on to a process, and reads none: each is packed here. */
export const startRelay = (entry: URL | string): Peer => {
  const thread = startThread(entry)
  return { ...thread, postMessage: (message, moving) => thread.postMessage(packMessage(message), moving) }
}

/** Where a thread hears its calls. Throws in the main thread, which nobody calls. */
export const threadPort = (): CallPort => {
  const port = parentPort
  if (port === null) throw new Error('This file runs only as a worker thread')
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  }
}

/** The started process's end of the conversation with the one that started it: ready, or why not. The other end is `detach.ts`. */
import type { Addresses } from '../../process/run-file.ts'
import { reasonOf, type StartFailureReason } from '../../process/start-failure.ts'

/** What a daemon, or its guardian, says to the process that started it. */
export type StarterMessage =
  | { readonly type: 'ready'; readonly pid: number; readonly addresses: Addresses }
  | { readonly type: 'failed'; readonly reason: StartFailureReason }

/** Tells the starting process, if there is one, that every port answers. */
export const reportReady = (addresses: Addresses): Promise<void> =>
  tellStarter({ type: 'ready', pid: process.pid, addresses })

/** Tells the starting process, if there is one, why the daemon could not start. */
export const reportFailed = (error: unknown): Promise<void> => tellStarter({ type: 'failed', reason: reasonOf(error) })

/** True while somebody waits for `reportReady` or `reportFailed`. */
export const isDetachedChild = (): boolean => process.send !== undefined && process.connected

/** Resolves when the message has left, then lets go of the channel, so that it keeps neither process alive. */
export const tellStarter = async (message: StarterMessage): Promise<void> => {
  await tellParent(message)
  if (process.connected) process.disconnect()
}

/** Resolves when the message has left, or at once when nobody hears. The channel stays. */
export const tellParent = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) {
      resolve()
      return
    }
    // An error here means that the other process was killed: nobody is left to tell, and nothing is wrong with us.
    process.send(message, () => resolve())
  })

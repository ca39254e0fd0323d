/** The started process's end of the conversation with the one that started it: ready, or why not. The other end is `detach.ts`. */
import type { Addresses } from '../../process/run-file.ts'
import { reasonOf, type StartFailureReason } from '../../process/start-failure.ts'

/** What a daemon, or its supervisor, reports to the process that started it. */
export type StarterMessage =
  | { readonly type: 'ready'; readonly pid: number; readonly addresses: Addresses }
  | { readonly type: 'failed'; readonly reason: StartFailureReason }

/** Reports to the starting process, if there is one, why the daemon could not start. */
export const reportFailed = (error: unknown): Promise<void> =>
  reportToStarter({ type: 'failed', reason: reasonOf(error) })

/** Resolves when the message has left, then lets go of the channel, so that it keeps neither process alive. */
export const reportToStarter = async (message: StarterMessage): Promise<void> => {
  await sendToParent(message)
  if (process.connected) process.disconnect()
}

/** Resolves when the message has left, or at once when there is nobody to send it to. The channel stays. */
export const sendToParent = (message: object): Promise<void> =>
  new Promise((resolve) => {
    if (process.send === undefined || !process.connected) {
      resolve()
      return
    }
    // An error here means that the other process was killed: nobody is left to report to, and nothing is wrong with us.
    process.send(message, () => resolve())
  })

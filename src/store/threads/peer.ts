/** The other end of a link, a thread or a process: what both are to those who call it. */

export interface Peer {
  /** `moving` changes hands with the message, where the other end shares memory. */
  readonly postMessage: (message: unknown, moving?: readonly ArrayBuffer[]) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
  /** Called once, when it has ended, whoever ended it: the code it ended with, and why as far as it is known. */
  readonly onExit: (listener: (code: number, reason?: string) => void) => void
  /** Whether it keeps this process alive. */
  readonly ref: () => void
  readonly unref: () => void
  /** Ends it at once. Resolves when it has ended. */
  readonly terminate: () => Promise<unknown>
}

/** Where an end that is called hears its calls and sends its answers. */
export interface CallPort {
  readonly postMessage: (message: unknown) => void
  readonly onMessage: (listener: (message: unknown) => void) => void
}

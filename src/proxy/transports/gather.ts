/**
 * Joins what arrives within one tick: an upstream that sends a hundred events at once costs everybody behind it one call instead of
 * a hundred. Never waits for more: what came in a tick leaves in the same tick, before anything else is read from any socket.
 */

export interface Gather {
  /** Takes one chunk; it is handed on at the end of the running tick. */
  readonly push: (chunk: Uint8Array) => void
  /** Hands on at once what has come; for endings, which must not overtake bytes. */
  readonly flush: () => void
}

/** Chunks that are larger than this on average are handed on one by one: copying them would cost more than it saves. */
const WORTH_JOINING = 8 * 1024

export const createGather = (handOn: (chunk: Uint8Array) => void): Gather => {
  let chunks: Uint8Array[] = []
  let size = 0
  const flush = (): void => {
    const taken = chunks
    if (taken.length === 0) return
    const average = size / taken.length
    chunks = []
    size = 0
    if (taken.length === 1 || average > WORTH_JOINING) for (const chunk of taken) handOn(chunk)
    else handOn(Buffer.concat(taken))
  }
  return {
    push: (chunk) => {
      size += chunk.byteLength
      // The tick queue runs when the parser has been through everything that one read from the socket brought.
      if (chunks.push(chunk) === 1) process.nextTick(flush)
    },
    flush,
  }
}

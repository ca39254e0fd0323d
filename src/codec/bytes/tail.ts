/**
 * Keeps the last bytes of a body as it passes, in one buffer that is written again and again: nothing of the passing chunks is held, so
 * that they are gone with the next collection.
 */

export interface Tail {
  readonly push: (chunk: Uint8Array) => void
  /** The last bytes, as a view that the next `push` may overwrite. */
  readonly bytes: () => Buffer
}

const FIRST_SIZE = 1024
const NOTHING = Buffer.alloc(0)

/** `limit` in bytes: how many are kept. */
export const createTail = (limit: number): Tail => {
  let buffer = NOTHING
  let end = 0
  const bytes = (): Buffer => buffer.subarray(Math.max(0, end - limit), end)
  /** Moves what is kept to the front, into a larger buffer while it is smaller than twice the limit. */
  const makeRoom = (more: number): void => {
    const kept = bytes()
    const wanted = Math.max(FIRST_SIZE, 2 * (kept.length + more))
    const roomy = buffer.length >= 2 * limit ? buffer : Buffer.allocUnsafeSlow(Math.min(2 * limit, wanted))
    roomy.set(kept)
    buffer = roomy
    end = kept.length
  }
  return {
    push: (chunk) => {
      const part = chunk.byteLength > limit ? chunk.subarray(-limit) : chunk
      if (part.byteLength > buffer.length - end) makeRoom(part.byteLength)
      buffer.set(part, end)
      end += part.byteLength
    },
    bytes,
  }
}

/** Which buffers may be given away: those that one chunk fills all by itself. Small ones of Node share a pool with strangers. */

/** Smaller buffers are cheaper to copy, or to leave to the collector. */
const WORTH_GIVING = 1024

/** The buffers, each once, that belong to one of these chunks alone. */
export const ownBuffers = (chunks: readonly Uint8Array[]): ReadonlySet<ArrayBuffer> => {
  const buffers = new Set<ArrayBuffer>()
  for (const chunk of chunks) if (fillsItsBuffer(chunk)) buffers.add(chunk.buffer)
  return buffers
}

/** Whether whoever comes upon these bytes would take their buffer for theirs, and for one that may be given away. */
export const fillsItsBuffer = (chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> =>
  chunk.buffer instanceof ArrayBuffer &&
  chunk.buffer.byteLength === chunk.byteLength &&
  chunk.byteLength >= WORTH_GIVING

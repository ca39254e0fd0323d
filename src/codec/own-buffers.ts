/** Which buffers may be given away: those that one chunk fills all by itself. Small ones of Node share a pool with strangers. */

/** Smaller buffers are cheaper to copy, or to leave to the collector. */
const WORTH_GIVING = 1024

/** The buffers, each once, that belong to one of these chunks alone. */
export const ownBuffers = (chunks: readonly Uint8Array[]): ReadonlySet<ArrayBuffer> => {
  const buffers = new Set<ArrayBuffer>()
  for (const { buffer, byteLength } of chunks) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength >= WORTH_GIVING) {
      buffers.add(buffer)
    }
  }
  return buffers
}

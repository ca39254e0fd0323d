/**
 * Bodies whose memory goes to the writer instead of a copy of it. Copying 2 MB costs as much as a tenth of everything else that
 * is done for the request, and what is copied must be collected again.
 */
import { ownBuffers } from '../../../../codec/bytes/own-buffers.ts'

export interface HandedOver {
  readonly pieces: readonly Uint8Array[]
  /** Buffers that the pieces lie in; they are empty here once they were sent. */
  readonly transfer: readonly ArrayBuffer[]
}

/**
 * A chunk that is all of its buffer takes the buffer along. Others are copied, for their buffer belongs to somebody else (small
 * buffers of Node share one), unless they are parts of a buffer that goes anyway, as the pieces of an edited body are.
 */
export const handOver = (chunks: readonly Uint8Array[]): HandedOver => {
  const transfer = ownBuffers(chunks)
  const pieces = chunks.map((chunk) =>
    transfer.has(chunk.buffer as ArrayBuffer) ? chunk : Uint8Array.prototype.slice.call(chunk),
  )
  return { pieces, transfer: [...transfer] }
}

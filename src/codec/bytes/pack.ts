/** Bodies made smaller for keeping: raw deflate (RFC 1951), quick rather than thorough. */
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createDeflateRaw } from 'node:zlib'

/** Level of zlib: the quickest, which halves prompts at least. */
export const PACK_LEVEL = 1

/** Below this many bytes the saving is smaller than the cost. */
export const WORTH_PACKING = 4096

/** Whether it was worth it; what hardly shrinks is kept as it is. */
export const isSmaller = (packed: Uint8Array, size: number): boolean => packed.byteLength < size * 0.9

/** Deflates without joining first, in the threads of the system's pool. The chunks must stay as they are until it has settled. */
export const packChunks = (chunks: readonly Uint8Array[]): Promise<Uint8Array> =>
  pipeline(chunks, createDeflateRaw({ level: PACK_LEVEL }), buffer)

/** Bodies as they lie in the table: deflated when that is worth it. Runs in the workers only. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Level of zlib: the quickest, which halves prompts at least. */
const LEVEL = 1

/** Below this many bytes the saving is smaller than the cost. */
export const WORTH_DEFLATING = 4096

/** What hardly shrinks is kept as it is. */
const WORTH_IT = 0.9

/**
 * Packing, 1 if truncated, and size in bytes of the whole body as it passed. Packing 2 is an edit of the request body of the same row, and
 * tells how many bytes of that stand before and after it.
 */
export type BodyAbout = readonly [packing: number, truncated: number, size: number, head?: number, tail?: number]

const DEFLATED = 1
/** What stands between `head` and `tail` bytes of the request's body. */
export const EDITED = 2

export interface PackedBytes {
  /** 0 as it is, 1 deflated. */
  readonly packing: number
  readonly bytes: Uint8Array
}

export const packBytes = (bytes: Uint8Array, packable: boolean): PackedBytes => {
  if (!packable || bytes.byteLength < WORTH_DEFLATING) return { packing: 0, bytes }
  const packed = deflateRawSync(bytes, { level: LEVEL })
  return packed.byteLength < bytes.byteLength * WORTH_IT ? { packing: DEFLATED, bytes: packed } : { packing: 0, bytes }
}

export const unpackBytes = (packing: number, bytes: Uint8Array): Uint8Array =>
  packing === 0 ? bytes : inflateRawSync(bytes)

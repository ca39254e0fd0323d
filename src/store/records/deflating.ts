/** Bodies as they lie in the table: deflated when that is worth it. Runs in the workers only. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { isSmaller, PACK_LEVEL, WORTH_PACKING } from '../../codec/bytes/pack.ts'

/**
 * Packing, 1 if truncated, and size in bytes of the whole body as it passed. Packing 2 is an edit of the request body of the same row, and
 * tells how many bytes of that stand before and after it.
 */
export type BodyAbout = readonly [packing: number, truncated: number, size: number, head?: number, tail?: number]

export const DEFLATED = 1
/** See `edited-body.ts`. */
export const EDITED = 2

export interface PackedBytes {
  /** 0 as it is, 1 deflated. */
  readonly packing: number
  readonly bytes: Uint8Array
}

export const packBytes = (bytes: Uint8Array, packable: boolean): PackedBytes => {
  if (!packable || bytes.byteLength < WORTH_PACKING) return { packing: 0, bytes }
  const packed = deflateRawSync(bytes, { level: PACK_LEVEL })
  return isSmaller(packed, bytes.byteLength) ? { packing: DEFLATED, bytes: packed } : { packing: 0, bytes }
}

export const unpackBytes = (packing: number, bytes: Uint8Array): Uint8Array =>
  packing === 0 ? bytes : inflateRawSync(bytes)

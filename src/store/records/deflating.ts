/** Bodies made smaller for keeping, when that is worth it: raw deflate (RFC 1951), quick rather than thorough. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Level of zlib: the quickest, which halves prompts at least. */
const LEVEL = 1

/** Below this many bytes the saving is smaller than the cost. */
export const WORTH_DEFLATING = 4096

/** What hardly shrinks is kept as it is. */
const WORTH_IT = 0.9

/** How a body is stored that is deflated; 0 is as it is. */
export const DEFLATED = 1

export interface DeflatedBytes {
  /** 0 as it is, 1 deflated. */
  readonly packing: number
  readonly bytes: Uint8Array
}

export const deflateBytes = (bytes: Uint8Array, packable: boolean): DeflatedBytes => {
  if (!packable || bytes.byteLength < WORTH_DEFLATING) return { packing: 0, bytes }
  const packed = deflateRawSync(bytes, { level: LEVEL })
  return packed.byteLength < bytes.byteLength * WORTH_IT ? { packing: DEFLATED, bytes: packed } : { packing: 0, bytes }
}

export const inflateBytes = (packing: number, bytes: Uint8Array): Uint8Array =>
  packing === 0 ? bytes : inflateRawSync(bytes)

/**
 * A brotli decoder as a stream: Node's own where it can be trusted with bytes from elsewhere, else one in WebAssembly, which can write
 * nowhere but into its own memory.
 */
import type { Transform } from 'node:stream'
import { constants, createBrotliDecompress } from 'node:zlib'
import { portableBrotliDecoder } from './brotli-portable.ts'

/** First releases of each line without CVE-2026-111497, an out-of-bounds write in the brotli decoder of `node:zlib`. */
const PATCHED: Readonly<Record<number, readonly [minor: number, patch: number]>> = {
  22: [23, 4],
  24: [22, 1],
  26: [12, 1],
}

/** Whether the brotli decoder of a release of Node can be given bytes that nobody vouches for. Lines that are no longer kept are not mended. */
export const isBrotliSafe = (version: string): boolean => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  if (major > 26) return true
  const [leastMinor, leastPatch] = PATCHED[major] ?? [Number.POSITIVE_INFINITY, 0]
  return minor > leastMinor || (minor === leastMinor && patch >= leastPatch)
}

/** `partial`: a body that breaks off ends without an error. `version` is that of another Node in tests. */
export const brotliDecoder = (partial: boolean, version = process.versions.node): Transform =>
  isBrotliSafe(version)
    ? createBrotliDecompress(partial ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {})
    : portableBrotliDecoder(partial)

/**
 * A zstd decoder as a stream: Node's own where it has a sound one (24 and later), else `fzstd`, which runs on the calling thread, so that
 * it is given one block at a time and lets others have their turn. The one of Node 22 takes a frame that breaks off for a whole one: half a
 * body would pass for a body.
 */
import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { LARGEST_ZSTD_WINDOW } from './zstd-blocks.ts'
import { frameByFrame } from './zstd-frame-by-frame.ts'
import { portableZstdDecoder } from './zstd-portable.ts'

interface ZstdOptions {
  readonly finishFlush?: number
  readonly params?: Readonly<Record<number, number>>
}

/** The part of `node:zlib` that older releases do not have. */
interface MaybeZstd {
  readonly createZstdDecompress?: (options?: ZstdOptions) => Transform
  readonly zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array
  readonly constants: Readonly<Record<string, number>>
}

const native: MaybeZstd = zlib

let asked: { readonly sound: MaybeZstd['createZstdDecompress'] } | undefined

/** Node's own, where it notices that a frame breaks off: found out once. */
const soundDecoder = (): MaybeZstd['createZstdDecompress'] => {
  asked ??= { sound: noticesCuts(native) ? native.createZstdDecompress : undefined }
  return asked.sound
}

/** `partial`: a body that breaks off ends without an error. */
export const zstdDecoder = (partial: boolean): Transform => {
  const create = soundDecoder()
  if (create === undefined) return portableZstdDecoder(partial)
  const { ZSTD_e_flush: flush, ZSTD_d_windowLogMax: windowLog } = native.constants
  const options = {
    ...(partial && flush !== undefined ? { finishFlush: flush } : {}),
    ...(windowLog === undefined ? {} : { params: { [windowLog]: Math.log2(LARGEST_ZSTD_WINDOW) } }),
  }
  return frameByFrame(() => create(options))
}

/** The mark of a frame and nothing behind it (RFC 8878 section 3.1.1). */
const CUT_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)

const noticesCuts = ({ zstdDecompressSync }: MaybeZstd): boolean => {
  if (zstdDecompressSync === undefined) return false
  try {
    zstdDecompressSync(CUT_FRAME)
    return false
  } catch {
    return true
  }
}

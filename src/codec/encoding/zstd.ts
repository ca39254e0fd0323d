/**
 * A zstd decoder as a stream: Node's own where it has a sound one (24 and later), else `fzstd`, which runs on the calling thread. That
 * of Node 22 takes a frame that breaks off for a whole one, so half a body would pass for a body.
 */
import { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'

interface ZstdOptions {
  readonly finishFlush?: number
}

/** The part of `node:zlib` that older releases do not have. */
interface MaybeZstd {
  readonly createZstdDecompress?: (options?: ZstdOptions) => Transform
  readonly zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array
  readonly constants: Readonly<Record<string, number>>
}

/** `partial`: a body that breaks off ends without an error. */
export const zstdDecoder = (partial: boolean): Transform => {
  const native: MaybeZstd = zlib
  if (native.createZstdDecompress === undefined || !noticesCuts(native)) return portableDecoder(partial)
  const flush = native.constants['ZSTD_e_flush']
  return native.createZstdDecompress(partial && flush !== undefined ? { finishFlush: flush } : {})
}

/** The mark of a frame and nothing behind it (RFC 8878 section 3.1.1). */
const CUT_FRAME = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd)

const noticesCuts = ({ zstdDecompressSync }: MaybeZstd): boolean => {
  try {
    zstdDecompressSync?.(CUT_FRAME)
    return false
  } catch {
    return true
  }
}

const portableDecoder = (partial: boolean): Transform => {
  const decoder = new Decompress()
  const attempt = (stream: Transform, work: () => void, done: (error?: Error) => void): void => {
    decoder.ondata = (data) => {
      if (data.byteLength > 0 && !stream.destroyed) stream.push(data)
      // The only way out of a push: without it a few bytes could unpack to gigabytes before the limit is looked at.
      if (stream.destroyed) throw new Error('the receiver gave up')
    }
    try {
      work()
      done()
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  }
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      attempt(this, () => decoder.push(chunk), done)
    },
    flush(done) {
      if (partial) done()
      else attempt(this, () => decoder.push(new Uint8Array(0), true), done)
    },
  })
}

/**
 * A zstd decoder as a stream: Node's own where it has a sound one (24 and later), else `fzstd`, which runs on the calling thread, so that
 * it is given one block at a time and lets others have their turn. The one of Node 22 takes a frame that breaks off for a whole one: half a
 * body would pass for a body.
 */
import { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { LARGEST_ZSTD_WINDOW, ZstdBlocks } from './zstd-blocks.ts'

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

/** `partial`: a body that breaks off ends without an error. */
export const zstdDecoder = (partial: boolean): Transform => {
  const native: MaybeZstd = zlib
  if (native.createZstdDecompress === undefined || !noticesCuts(native)) return portableDecoder(partial)
  const { ZSTD_e_flush: flush, ZSTD_d_windowLogMax: windowLog } = native.constants
  return native.createZstdDecompress({
    ...(partial && flush !== undefined ? { finishFlush: flush } : {}),
    ...(windowLog === undefined ? {} : { params: { [windowLog]: Math.log2(LARGEST_ZSTD_WINDOW) } }),
  })
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

/** Work that is done in one go, in bytes made; a few ms. */
const SLICE = 512 * 1024
/** What a block costs whatever is in it: its tables. */
const BLOCK_COST = 8 * 1024

/** What decoding one more block cost, in bytes made: `fzstd` moves all of its window for each, which is about 16 times as fast as making it. */
const costOf = (made: number, blocks: ZstdBlocks): number => made + blocks.window / 16 + BLOCK_COST

const portableDecoder = (partial: boolean): Transform => {
  const blocks = new ZstdBlocks()
  let made = 0
  const decoder = new Decompress()
  const push = (stream: Transform, bytes: Uint8Array, last = false): void => {
    made = 0
    decoder.ondata = (data) => {
      made += data.byteLength
      if (data.byteLength > 0 && !stream.destroyed) stream.push(data)
    }
    decoder.push(bytes, last)
  }
  /** Decodes block by block, with a pause for others after each slice. */
  const decode = (stream: Transform, chunk: Uint8Array, from: number, done: (error?: Error) => void): void => {
    let at = from
    try {
      for (let cost = 0; at < chunk.byteLength && cost < SLICE; cost += costOf(made, blocks)) {
        const end = blocks.next(chunk, at)
        push(stream, chunk.subarray(at, end))
        at = end
      }
    } catch (error) {
      done(asError(error))
      return
    }
    if (stream.destroyed) return
    if (at < chunk.byteLength) setImmediate(decode, stream, chunk, at, done)
    else done()
  }
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      decode(this, chunk, 0, done)
    },
    flush(done) {
      try {
        if (!partial) push(this, new Uint8Array(0), true)
        done()
      } catch (error) {
        done(asError(error))
      }
    },
  })
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

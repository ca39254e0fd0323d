/** zstd undone on the calling thread, by `fzstd`: one block at a time, in slices between which others have their turn. */
import { Transform } from 'node:stream'
import { Decompress } from 'fzstd'
import { ZstdBlocks } from './zstd-blocks.ts'

/** Work that is done in one go, in bytes made; a few ms. */
const SLICE = 512 * 1024
/** What a block costs whatever is in it: its tables. */
const BLOCK_COST = 8 * 1024

/** What decoding one more block cost, in bytes made: `fzstd` moves all of its window for each, which is about 16 times as fast as making it. */
const costOf = (made: number, blocks: ZstdBlocks): number => made + blocks.window / 16 + BLOCK_COST

/** `partial`: a body that breaks off ends without an error. */
export const portableZstdDecoder = (partial: boolean): Transform => {
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

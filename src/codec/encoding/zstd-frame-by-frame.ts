/** Lets a zstd decoder that reads one frame read all of them: each frame of a body gets a decoder of its own. */
import { Transform } from 'node:stream'
import { ZstdBlocks } from './zstd-blocks.ts'

/** Node's own decoder stops after the first frame without a word: what is said in a second would never be seen. `make` makes one. */
export const frameByFrame = (make: () => Transform): Transform => {
  const blocks = new ZstdBlocks()
  let inner: Transform | undefined
  const open = (outer: Transform): Transform => {
    const made = make()
    made.on('data', (bytes) => outer.push(bytes))
    made.on('error', (error) => outer.destroy(error))
    return made
  }
  const finish = (done: () => void): void => {
    const last = inner
    inner = undefined
    if (last === undefined) {
      done()
      return
    }
    last.once('end', done)
    last.end()
  }
  const decode = (outer: Transform, chunk: Uint8Array, from: number, done: (error?: Error) => void): void => {
    if (from === chunk.byteLength || outer.destroyed) {
      done()
      return
    }
    const end = restOfFrame(blocks, chunk, from)
    const isOver = blocks.border === 'frame'
    const goOn = (): void => decode(outer, chunk, end, done)
    inner ??= open(outer)
    inner.write(chunk.subarray(from, end), (error) => {
      if (error) done(error)
      else if (isOver) finish(goOn)
      else goOn()
    })
  }
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      decode(this, chunk, 0, done)
    },
    flush: finish,
    destroy(error, done) {
      inner?.destroy()
      done(error)
    },
  })
}

/** Offset behind the frame that begins or goes on at `from`, or the end of the chunk. What is no zstd is for the decoder to say. */
const restOfFrame = (blocks: ZstdBlocks, chunk: Uint8Array, from: number): number => {
  let at = from
  try {
    do at = blocks.next(chunk, at)
    while (at < chunk.byteLength && blocks.border !== 'frame')
  } catch {
    return chunk.byteLength
  }
  return at
}

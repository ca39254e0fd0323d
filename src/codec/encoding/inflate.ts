/**
 * `content-encoding: deflate` as it is found in the wild: with the zlib wrapper the standard asks for, or without it. Which of
 * the two shows in the first byte (RFC 1950 section 2.2: the low four bits of a wrapper are 8).
 */
import { Transform } from 'node:stream'
import { createInflate, createInflateRaw, type ZlibOptions } from 'node:zlib'

export const inflateDecoder = (options: ZlibOptions): Transform => {
  let inner: Transform | undefined
  const open = (outer: Transform, firstByte: number): Transform => {
    const made = (firstByte & 0x0f) === 8 ? createInflate(options) : createInflateRaw(options)
    made.on('data', (chunk) => outer.push(chunk))
    made.on('error', (error) => outer.destroy(error))
    return made
  }
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      if (chunk.byteLength === 0) return done()
      inner ??= open(this, chunk[0] ?? 0)
      inner.write(chunk, (error) => done(error))
    },
    flush(done) {
      if (inner === undefined) return done(new Error('unexpected end of file'))
      inner.once('end', () => done())
      inner.end()
    },
    destroy(error, done) {
      inner?.destroy()
      done(error)
    },
  })
}

/**
 * A brotli decoder in WebAssembly (RFC 7932), for releases of Node whose own writes out of bounds. It runs on the calling thread, so that it
 * makes a little at a time and lets others have their turn.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Transform, type TransformCallback } from 'node:stream'

type Library = typeof import('brotli-dec-wasm/web')
type Stream = InstanceType<Library['BrotliDecStream']>

let loaded: Library | undefined

/** Loaded with the first body in brotli. */
const library = (): Library => {
  if (loaded !== undefined) return loaded
  const require = createRequire(import.meta.url)
  const found = require('brotli-dec-wasm/web') as Library
  found.initSync({ module: readFileSync(require.resolve('brotli-dec-wasm/web/bg.wasm')) })
  loaded = found
  return found
}

/** Bytes made at once: about half a millisecond. */
const STEP_BYTES = 64 * 1024
/** Steps without a pause. */
const STEPS = 4

/** `partial`: a body that breaks off ends without an error. */
export const portableBrotliDecoder = (partial: boolean): Transform => new PortableBrotli(library(), partial)

class PortableBrotli extends Transform {
  readonly #library: Library
  readonly #partial: boolean
  #stream: Stream | undefined

  constructor(lib: Library, partial: boolean) {
    super()
    this.#library = lib
    this.#partial = partial
    this.#stream = new lib.BrotliDecStream()
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#decode(chunk, done)
  }

  override _flush(done: TransformCallback): void {
    done(this.#stream === undefined || this.#partial ? null : new Error('unexpected end of file'))
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#let()
    done(error)
  }

  /** What follows the end of the stream is nothing of it, as for Node's own decoder. */
  #decode(chunk: Uint8Array, done: TransformCallback): void {
    let rest = chunk
    try {
      for (let step = 0; step < STEPS; step += 1) {
        const stream = this.#stream
        const input = rest
        if (stream === undefined) {
          done()
          return
        }
        const result = stream.dec(input, STEP_BYTES)
        const { code, buf, input_offset: taken } = result
        result.free()
        if (buf.byteLength > 0) this.push(buf)
        rest = input.subarray(taken)
        if (code === this.#library.BrotliStreamResultCode.ResultSuccess) this.#let()
        else if (code === this.#library.BrotliStreamResultCode.NeedsMoreInput) {
          done()
          return
        }
      }
    } catch (error) {
      done(new Error(`brotli: ${error instanceof Error ? error.message : `code ${String(error)}`}`))
      return
    }
    setImmediate(() => this.#decode(rest, done))
  }

  #let(): void {
    this.#stream?.free()
    this.#stream = undefined
  }
}

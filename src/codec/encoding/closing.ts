/**
 * Ends a compressed stream that broke off: bytes in its own coding that say a last text and then that it is over. The text goes into the
 * same gzip member, zlib stream, brotli stream or zstd frame, stored and not compressed, so that every decoder reads it; some read no second
 * member. This works where the sender had flushed, which who streams does after each event. Whether it did is for a decoder to find
 * out that was given the same bytes: what is made here is an offer.
 */
import { brotliCompressSync, crc32, deflateSync, gzipSync } from 'node:zlib'
import { encodingsOf } from './decode.ts'
import { ZSTD_FRAME_MAGIC, ZstdBlocks } from './zstd-blocks.ts'

export interface Closing {
  /** Takes encoded bytes as they pass. */
  readonly passed: (encoded: Uint8Array) => void
  /** Takes what they were decoded to. */
  readonly decoded: (bytes: Uint8Array) => void
  /** The encoded bytes that say `text` and end the stream; undefined where there is no way. */
  readonly close: (text: Uint8Array) => Uint8Array | undefined
}

/** For the value of a `content-encoding`; undefined for one that cannot be ended: unknown, none, or several at once. */
export const createClosing = (encoding: string): Closing | undefined => {
  const [name = '', ...others] = encodingsOf(encoding)
  return others.length > 0 ? undefined : CLOSINGS.get(name)?.()
}

/** Bytes of a text that fit into one block of every coding: the smallest block of zstd (RFC 8878 section 3.1.1.2.3) and what gzip can store. */
const LONGEST_TEXT = 65_535

/** Adds what all have in common: a stream of which nothing has come yet is made anew. */
const closing = (fresh: (text: Uint8Array) => Uint8Array, rest: Closing): Closing => {
  let begun = false
  return {
    passed: (encoded) => {
      begun ||= encoded.byteLength > 0
      rest.passed(encoded)
    },
    decoded: rest.decoded,
    close: (text) => {
      if (text.byteLength > LONGEST_TEXT) return undefined
      return begun ? rest.close(text) : fresh(text)
    },
  }
}

/** The last block of deflate, stored (RFC 1951 section 3.2.4): a header of one byte, as a flush leaves off at a border of bytes. */
const storedBlock = (text: Uint8Array): Buffer => {
  const head = Buffer.alloc(5)
  head.writeUInt8(1, 0)
  head.writeUInt16LE(text.byteLength, 1)
  head.writeUInt16LE(~text.byteLength & 0xffff, 3)
  return Buffer.concat([head, text])
}

/** RFC 1952 section 2.3.1: behind the data stand its CRC and its size modulo 2^32. */
const gzipClosing = (): Closing => {
  let sum = 0
  let size = 0
  const add = (bytes: Uint8Array): void => {
    sum = crc32(bytes, sum)
    size += bytes.byteLength
  }
  return closing(gzipSync, {
    passed: () => undefined,
    decoded: add,
    close: (text) => {
      add(text)
      const tail = Buffer.alloc(8)
      tail.writeUInt32LE(sum, 0)
      tail.writeUInt32LE(size % 2 ** 32, 4)
      return Buffer.concat([storedBlock(text), tail])
    },
  })
}

/** With the zlib wrapper (RFC 1950 section 2.2) an Adler-32 stands behind the data; without it nothing does. */
const deflateClosing = (): Closing => {
  let wrapped: boolean | undefined
  const sum = new Adler32()
  return closing(deflateSync, {
    passed: ([first]) => {
      if (first !== undefined) wrapped ??= (first & 0x0f) === 8
    },
    decoded: (bytes) => sum.add(bytes),
    close: (text) => {
      if (wrapped !== true) return storedBlock(text)
      sum.add(text)
      return Buffer.concat([storedBlock(text), sum.bytes()])
    },
  })
}

/** RFC 1950 section 9. */
class Adler32 {
  #low = 1
  #high = 0

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; at += ADLER_STRIDE) {
      for (const byte of bytes.subarray(at, at + ADLER_STRIDE)) {
        this.#low += byte
        this.#high += this.#low
      }
      this.#low %= 65_521
      this.#high %= 65_521
    }
  }

  bytes(): Buffer {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt16BE(this.#high, 0)
    bytes.writeUInt16BE(this.#low, 2)
    return bytes
  }
}

/** Bytes that can be added up before the sums have to be reduced. */
const ADLER_STRIDE = 4096

/** RFC 7932 section 9.2: a meta-block that is not compressed (20 bits of header, filled up to 3 bytes), then the empty last one. */
const brotliClosing = (): Closing =>
  closing(brotliCompressSync, {
    passed: () => undefined,
    decoded: () => undefined,
    close: (text) => {
      if (text.byteLength === 0) return BROTLI_END
      const head = Buffer.alloc(3)
      head.writeUIntLE((1 << 19) | ((text.byteLength - 1) << 3), 0, 3)
      return Buffer.concat([head, text, BROTLI_END])
    },
  })

const BROTLI_END = Buffer.of(3)

/** RFC 8878 section 3.1.1.2: one more raw block, in the frame or in a new one. A frame that ends with a checksum (XXH64) is not ended here. */
const zstdClosing = (): Closing => {
  const blocks = new ZstdBlocks()
  let readable = true
  const frame = (text: Uint8Array): Buffer => Buffer.concat([ZSTD_START, lastBlock(text)])
  return closing(frame, {
    passed: (encoded) => {
      try {
        for (let at = 0; at < encoded.byteLength && readable; ) at = blocks.next(encoded, at)
      } catch {
        readable = false
      }
    },
    decoded: () => undefined,
    close: (text) => {
      if (!readable) return undefined
      if (blocks.border === 'frame') return frame(text)
      const fits = text.byteLength <= blocks.window
      return blocks.border === 'block' && fits && !blocks.hasChecksum ? lastBlock(text) : undefined
    },
  })
}

const lastBlock = (text: Uint8Array): Buffer => {
  const head = Buffer.alloc(3)
  head.writeUIntLE((text.byteLength << 3) | 1, 0, 3)
  return Buffer.concat([head, text])
}

/** The start of a frame with a window of 128 KiB and no checksum. */
const ZSTD_START = Buffer.alloc(6)
ZSTD_START.writeUInt32LE(ZSTD_FRAME_MAGIC, 0)
ZSTD_START.writeUInt8(7 << 3, 5)

const CLOSINGS: ReadonlyMap<string, () => Closing> = new Map([
  ['gzip', gzipClosing],
  ['x-gzip', gzipClosing],
  ['deflate', deflateClosing],
  ['br', brotliClosing],
  ['zstd', zstdClosing],
])

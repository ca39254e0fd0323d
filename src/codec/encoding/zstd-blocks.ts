/**
 * Where the blocks of a zstd stream begin and end (RFC 8878 section 3.1.1), read from their headers alone. A decoder that is given one
 * block at a time can be interrupted, and a stream that broke off between two blocks can still be ended.
 */

export const ZSTD_FRAME_MAGIC = 0xfd2fb528
const SKIPPABLE_MAGIC = 0x184d2a5
/** Largest window in bytes that a sender may ask a receiver to keep (RFC 9659 section 3). */
export const LARGEST_ZSTD_WINDOW = 8 * 1024 * 1024

type Step = 'magic' | 'descriptor' | 'frame' | 'block' | 'skippable'

export class ZstdBlocks {
  #step: Step = 'magic'
  /** The header being collected. */
  readonly #header = Buffer.alloc(16)
  #have = 0
  #need = 4
  /** Bytes to pass over before the next header: the content of a block, a checksum. */
  #skip = 0
  #descriptor = 0
  #window = 0
  #begun = false

  /** Bytes that the decoder of the present frame keeps behind it. */
  get window(): number {
    return this.#window
  }

  /** Whether the frame ends with a checksum of its content. */
  get hasChecksum(): boolean {
    return (this.#descriptor & 4) !== 0
  }

  /** What may follow here: another block of the frame, another frame, or the rest of what has begun. */
  get border(): 'block' | 'frame' | 'none' {
    if (this.#have > 0 || this.#skip > 0) return 'none'
    if (this.#step === 'block') return 'block'
    return this.#step === 'magic' && this.#begun ? 'frame' : 'none'
  }

  /** Offset behind the block, or other part, that begins or goes on at `from`; the end of the chunk when it goes on beyond. Throws on what is no zstd. */
  next(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.byteLength) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.byteLength - at)
        this.#skip -= passed
        at += passed
        if (this.#skip === 0) return at
      } else {
        const taken = Math.min(this.#need - this.#have, chunk.byteLength - at)
        this.#header.set(chunk.subarray(at, at + taken), this.#have)
        this.#have += taken
        at += taken
        if (this.#have === this.#need && this.#read()) return at
      }
    }
    return at
  }

  /** Reads the header that is complete; true when it is all there is of a block. */
  #read(): boolean {
    this.#have = 0
    const header = this.#header
    switch (this.#step) {
      case 'magic':
        this.#readMagic(header.readUInt32LE(0))
        return false
      case 'descriptor':
        this.#descriptor = header.readUInt8(0)
        this.#expect('frame', frameHeaderSize(this.#descriptor))
        return false
      case 'frame':
        this.#readFrame(windowOf(this.#descriptor, header))
        return false
      case 'block':
        return this.#readBlock(header.readUIntLE(0, 3))
      case 'skippable':
        this.#skip = header.readUInt32LE(0)
        this.#expect('magic', 4)
        return this.#skip === 0
    }
  }

  #readMagic(magic: number): void {
    this.#begun = true
    if (magic === ZSTD_FRAME_MAGIC) this.#expect('descriptor', 1)
    else if (magic >>> 4 === SKIPPABLE_MAGIC) this.#expect('skippable', 4)
    else throw new Error('invalid zstd data')
  }

  #readFrame(window: number): void {
    this.#window = window
    if (window > LARGEST_ZSTD_WINDOW)
      throw new Error(`zstd window of ${window} bytes, more than ${LARGEST_ZSTD_WINDOW}`)
    this.#expect('block', 3)
  }

  #readBlock(header: number): boolean {
    const isLast = (header & 1) === 1
    // A block of type 1 is one byte that is repeated (section 3.1.1.2.2).
    this.#skip = ((header >> 1) & 3) === 1 ? 1 : header >> 3
    if (isLast && this.hasChecksum) this.#skip += 4
    if (isLast) this.#expect('magic', 4)
    else this.#expect('block', 3)
    return this.#skip === 0
  }

  #expect(step: Step, need: number): void {
    this.#step = step
    this.#need = need
  }
}

const hasWindow = (descriptor: number): boolean => (descriptor & 0x20) === 0
const dictionaryBytes = (descriptor: number): number => [0, 1, 2, 4][descriptor & 3] ?? 0
const contentSizeBytes = (descriptor: number): number => {
  const flag = descriptor >> 6
  return flag === 0 ? (hasWindow(descriptor) ? 0 : 1) : 1 << flag
}

/** Bytes of the frame header behind its descriptor. */
const frameHeaderSize = (descriptor: number): number =>
  (hasWindow(descriptor) ? 1 : 0) + dictionaryBytes(descriptor) + contentSizeBytes(descriptor)

/** Sections 3.1.1.1.2 and 3.1.1.1.4: a frame without a window has one as large as its content. */
const windowOf = (descriptor: number, header: Buffer): number => {
  if (hasWindow(descriptor)) {
    const byte = header.readUInt8(0)
    const base = 2 ** (10 + (byte >> 3))
    return base + (base / 8) * (byte & 7)
  }
  const at = dictionaryBytes(descriptor)
  const size = contentSizeBytes(descriptor)
  if (size === 8) return header.readUInt32LE(at) + header.readUInt32LE(at + 4) * 2 ** 32
  return header.readUIntLE(at, size) + (size === 2 ? 256 : 0)
}

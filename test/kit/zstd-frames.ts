/** zstd frames made by hand (RFC 8878 section 3.1.1), because Node 20 has no encoder: raw and repeated blocks, which every decoder reads. */

const header = (type: 0 | 1, size: number, last: boolean): Buffer => {
  const bytes = Buffer.alloc(3)
  bytes.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3)
  return bytes
}

/** A block that holds its text as it is. */
export const rawBlock = (text: string | Uint8Array, last = false): Buffer => {
  const bytes = Buffer.from(text)
  return Buffer.concat([header(0, bytes.length, last), bytes])
}

/** A block of four bytes that stands for `size` times the same byte; at most 128 KiB. */
export const repeatedBlock = (byte: number, size: number, last = false): Buffer =>
  Buffer.concat([header(1, size, last), Buffer.of(byte)])

export interface FrameOptions {
  /** log2 of the window, 10 to 41. */
  readonly windowLog?: number
  /** Announces a checksum; four bytes that are none follow the last block. */
  readonly checksum?: boolean
  /** Whether the frame ends here; one that does not goes on with further blocks. */
  readonly ends?: boolean
}

/** The start of a frame. */
export const frameStart = ({ windowLog = 17, checksum = false }: FrameOptions = {}): Buffer =>
  Buffer.of(0x28, 0xb5, 0x2f, 0xfd, checksum ? 4 : 0, (windowLog - 10) << 3)

/** A frame of raw blocks, one a text. */
export const zstdFrame = (texts: readonly (string | Uint8Array)[], options: FrameOptions = {}): Buffer => {
  const { ends = true, checksum = false } = options
  const blocks = texts.map((text) => rawBlock(text))
  const tail = ends ? [rawBlock('', true), ...(checksum ? [Buffer.alloc(4)] : [])] : []
  return Buffer.concat([frameStart(options), ...blocks, ...tail])
}

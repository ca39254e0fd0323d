// Bombs that no library here makes.

/** Bytes that an RLE block of zstd says in four (RFC 8878 section 3.1.1.2.3). */
const BLOCK = 128 * 1024

/** A frame of zstd without a checksum that unpacks to at least so many zeros. */
export const zstdBomb = (bytes) => {
  const blocks = Math.max(1, Math.ceil(bytes / BLOCK))
  const frame = Buffer.alloc(6 + 4 * blocks)
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68])
  for (let block = 0; block < blocks; block += 1)
    frame.writeUIntLE((BLOCK << 3) | (1 << 1) | (block === blocks - 1 ? 1 : 0), 6 + 4 * block, 3)
  return frame
}

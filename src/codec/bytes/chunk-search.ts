/** Looks for texts in bytes that lie in several chunks, without joining them: what stands across a border is looked for there. */
import { asBuffer } from './as-buffer.ts'

/** Whether the bytes of all chunks together contain the needle. An empty needle is in everything. */
export const chunksInclude = (chunks: readonly Uint8Array[], needle: Buffer): boolean => {
  if (needle.length === 0) return true
  const around = borders(needle.length - 1)
  for (const chunk of chunks) {
    const bytes = asBuffer(chunk)
    if (around(bytes)?.includes(needle) === true || bytes.includes(needle)) return true
  }
  return false
}

/** Bytes of the largest part: a search for a hundred texts at once takes some milliseconds for so many, whatever they are. */
const LARGEST_PART = 16 * 1024

/**
 * The chunks as latin1 text, one character per byte, and between them what stands around each border. A text of up to
 * `longest` characters that occurs in the bytes occurs in one of the parts.
 */
export const latin1Parts = (chunks: readonly Uint8Array[], longest: number): readonly string[] => {
  const around = borders(longest - 1)
  return chunks.flatMap(inParts).flatMap((bytes) => {
    const border = around(bytes)
    const text = bytes.toString('latin1')
    return border === undefined ? [text] : [border.toString('latin1'), text]
  })
}

const inParts = (chunk: Uint8Array): Buffer[] =>
  Array.from({ length: Math.ceil(chunk.byteLength / LARGEST_PART) }, (_, part) =>
    asBuffer(chunk).subarray(part * LARGEST_PART, (part + 1) * LARGEST_PART),
  )

/** Called with one chunk after the other: gives `reach` bytes on both sides of the border before it; undefined before the first. */
const borders = (reach: number): ((chunk: Buffer) => Buffer | undefined) => {
  let tail: Buffer = Buffer.alloc(0)
  return (chunk) => {
    const border = tail.length === 0 ? undefined : Buffer.concat([tail, chunk.subarray(0, reach)])
    tail = chunk.length >= reach ? chunk.subarray(chunk.length - reach) : Buffer.concat([tail, chunk]).subarray(-reach)
    if (reach === 0) tail = Buffer.alloc(0)
    return border
  }
}

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

/**
 * The chunks as latin1 text, one character per byte, and between them what stands around each border. A text of up to
 * `longest` characters that occurs in the bytes occurs in one of the parts.
 */
export const latin1Parts = (chunks: readonly Uint8Array[], longest: number): readonly string[] => {
  const around = borders(longest - 1)
  return chunks.flatMap((chunk) => {
    const bytes = asBuffer(chunk)
    const border = around(bytes)
    const text = bytes.toString('latin1')
    return border === undefined ? [text] : [border.toString('latin1'), text]
  })
}

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

/** The first bytes of a body as the record keeps them: views on the received buffers, no copies. */
import type { Body } from '../../codec/bytes/body.ts'
import type { Captured } from '../../contract/exchange.ts'

/** `limit` in bytes; 0 keeps nothing but the size. */
export const keep = (body: Body, limit: number): Captured => {
  if (body.size <= limit) return { chunks: body.chunks, truncated: false, size: body.size }
  const chunks: Uint8Array[] = []
  let room = limit
  for (const chunk of body.chunks) {
    if (room === 0) break
    const part = chunk.byteLength <= room ? chunk : chunk.subarray(0, room)
    chunks.push(part)
    room -= part.byteLength
  }
  return { chunks, truncated: true, size: body.size }
}

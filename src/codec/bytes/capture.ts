/** Keeps the first bytes of a body as it passes and counts the rest. */
import type { Captured } from '../../contract/exchange.ts'
import { Pieces } from './pieces.ts'

export interface Capture {
  readonly push: (chunk: Uint8Array) => void
  /** What was kept so far. */
  readonly captured: () => Captured
}

/** A view may pin this many bytes of its buffer beyond its own before copying it is the cheaper way to keep it. */
const PINNED_SLACK = 4096

/** `limit` in bytes; 0 keeps nothing but the size. */
export const createCapture = (limit: number): Capture => {
  const pieces = new Pieces(limit)
  let size = 0
  return {
    push: (chunk) => {
      size += chunk.byteLength
      const room = limit - pieces.size
      if (room <= 0 || chunk.byteLength === 0) return
      const part = chunk.byteLength <= room ? chunk : chunk.subarray(0, room)
      pieces.push(pinsMuch(part) ? copyOf(part) : part)
    },
    captured: () => ({ chunks: pieces.list(), truncated: size > pieces.size, size }),
  }
}

/** `slice` of a Buffer, unlike that of a Uint8Array, copies nothing. */
const copyOf = (part: Uint8Array): Uint8Array => Uint8Array.prototype.slice.call(part)

/** A few bytes of a large receive buffer would keep all of it in memory for as long as the exchange lasts. */
const pinsMuch = (part: Uint8Array): boolean => part.buffer.byteLength > 2 * part.byteLength + PINNED_SLACK

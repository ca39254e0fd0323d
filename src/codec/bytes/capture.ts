/**
 * Keeps the first bytes of a body as it passes and counts the rest. Large chunks are held as they came; small ones, of which a stream has
 * thousands, are copied together: 150 bytes as a chunk of its own take 540 bytes of memory for as long as the stream lasts.
 */
import type { Captured } from '../../contract/exchange.ts'

export interface Capture {
  readonly push: (chunk: Uint8Array) => void
  /** What was kept so far. */
  readonly captured: () => Captured
}

/** Chunks up to this many bytes are copied. */
const SMALL = 1024
/** A view may pin this many bytes of its buffer beyond its own before copying it is the cheaper way to keep it. */
const PINNED_SLACK = 4096
/** Bytes of the first and of the largest block into which small chunks are copied. */
const FIRST_BLOCK = 1024
const LARGEST_BLOCK = 32 * 1024

/** `limit` in bytes; 0 keeps nothing but the size. */
export const createCapture = (limit: number): Capture => {
  const chunks: Uint8Array[] = []
  let block = new Uint8Array(0)
  /** The part of the block that was filled but not yet listed among the chunks. */
  let from = 0
  let to = 0
  let kept = 0
  let size = 0

  const listFilled = (): void => {
    if (to > from) chunks.push(block.subarray(from, to))
    from = to
  }
  const copy = (part: Uint8Array): void => {
    if (part.byteLength > block.byteLength - to) {
      listFilled()
      const next = Math.min(LARGEST_BLOCK, Math.max(FIRST_BLOCK, 2 * block.byteLength), limit - kept)
      block = new Uint8Array(Math.max(next, part.byteLength))
      from = 0
      to = 0
    }
    block.set(part, to)
    to += part.byteLength
  }
  return {
    push: (chunk) => {
      size += chunk.byteLength
      const room = limit - kept
      if (room <= 0 || chunk.byteLength === 0) return
      const part = chunk.byteLength <= room ? chunk : chunk.subarray(0, room)
      if (part.byteLength <= SMALL) {
        copy(part)
      } else {
        listFilled()
        chunks.push(pinsMuch(part) ? part.slice() : part)
      }
      kept += part.byteLength
    },
    captured: () => {
      listFilled()
      return { chunks, truncated: size > kept, size }
    },
  }
}

/** A few bytes of a large receive buffer would keep all of it in memory for as long as the exchange lasts. */
const pinsMuch = (part: Uint8Array): boolean => part.buffer.byteLength > 2 * part.byteLength + PINNED_SLACK

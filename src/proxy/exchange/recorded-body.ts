/** The first bytes of a body as the record keeps them: views on the received buffers, no copies. */
import { type Body, chunksBetween } from '../../codec/bytes/body.ts'
import type { Captured } from '../../contract/exchange.ts'

/** `limit` in bytes; 0 keeps nothing but the size. */
export const captureOf = ({ chunks, size }: Body, limit: number): Captured =>
  size <= limit
    ? { chunks, truncated: false, size }
    : { chunks: chunksBetween(chunks, 0, limit), truncated: true, size }

/**
 * The body as sent, where a rule or a mapped model has changed a few bytes of it: kept as those bytes and how much of the received body
 * stands before and after them. Packing it a second time would cost tens of milliseconds per megabyte of text.
 */
import type { BodyEdit } from '../../codec/bytes/body-edit.ts'
import { WORTH_PACKING } from '../../codec/bytes/pack.ts'

/** What makes `sent` out of `received`; undefined where that is no saving. */
export const editBetween = (received: Uint8Array, sent: Uint8Array): BodyEdit | undefined => {
  const shorter = Math.min(received.byteLength, sent.byteLength)
  const head = commonPrefix(received, sent, shorter)
  const room = shorter - head
  const tail = commonSuffix(received.subarray(received.byteLength - room), sent.subarray(sent.byteLength - room))
  const inserted = sent.subarray(head, sent.byteLength - tail)
  return inserted.byteLength < WORTH_PACKING && head + tail > 0 ? { head, tail, inserted } : undefined
}

/** Compared at once; only where a block differs, it is looked at byte by byte. */
const BLOCK = 16 * 1024

const commonPrefix = (left: Uint8Array, right: Uint8Array, length: number): number => {
  let end = 0
  while (end + BLOCK <= length && same(left, right, end)) end += BLOCK
  while (end < length && left[end] === right[end]) end += 1
  return end
}

/** Of two of the same length. */
const commonSuffix = (left: Uint8Array, right: Uint8Array): number => {
  const length = left.byteLength
  let count = 0
  while (count + BLOCK <= length && same(left, right, length - count - BLOCK)) count += BLOCK
  while (count < length && left[length - count - 1] === right[length - count - 1]) count += 1
  return count
}

const same = (left: Uint8Array, right: Uint8Array, start: number): boolean =>
  Buffer.compare(left.subarray(start, start + BLOCK), right.subarray(start, start + BLOCK)) === 0

/** A body told by another one: what stands between the bytes that both share at their beginning and their end. */

export interface SharedEnds {
  /** Bytes at the beginning of both. */
  readonly head: number
  /** The same at the end; never overlaps `head` in either of them. */
  readonly tail: number
}

export interface BodyEdit extends SharedEnds {
  readonly inserted: Uint8Array
}

/** The body that `edit` makes out of the other one. */
export const applyEdit = (other: Uint8Array, { head, tail, inserted }: BodyEdit): Uint8Array =>
  Buffer.concat([other.subarray(0, head), inserted, other.subarray(other.byteLength - tail)])

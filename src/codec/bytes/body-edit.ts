/** A body told by another one: what stands between the bytes that both share at their beginning and their end. */

export interface BodyEdit {
  /** Bytes of the other body before and after what was put in. */
  readonly head: number
  readonly tail: number
  readonly inserted: Uint8Array
}

/** The body that `edit` makes out of the other one. */
export const applyEdit = (other: Uint8Array, { head, tail, inserted }: BodyEdit): Uint8Array =>
  Buffer.concat([other.subarray(0, head), inserted, other.subarray(other.byteLength - tail)])

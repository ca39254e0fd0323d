/** What two bodies share at their ends because an edit left it alone: found by where the bytes lie, without reading any. */

export interface SharedEdges {
  /** Bytes at the beginning of both that are the same memory. */
  readonly head: number
  /** The same at the end; never overlaps `head` in either of them. */
  readonly tail: number
}

export const sharedEdges = (left: readonly Uint8Array[], right: readonly Uint8Array[]): SharedEdges => {
  const most = Math.min(sizeOf(left), sizeOf(right))
  const head = sharedLength(left, right, startOf)
  const tail = sharedLength(left.toReversed(), right.toReversed(), endOf)
  return { head, tail: Math.min(tail, most - head) }
}

/** Address in its buffer of the first byte beyond the `used` ones, counted from the end where one begins. */
type Edge = (chunk: Uint8Array, used: number) => number

const startOf: Edge = (chunk, used) => chunk.byteOffset + used
const endOf: Edge = (chunk, used) => chunk.byteOffset + chunk.byteLength - used

const sharedLength = (left: readonly Uint8Array[], right: readonly Uint8Array[], edge: Edge): number => {
  const [a, b] = [new Walk(left), new Walk(right)]
  let length = 0
  while (a.chunk !== undefined && b.chunk !== undefined) {
    if (a.chunk.buffer !== b.chunk.buffer || edge(a.chunk, a.used) !== edge(b.chunk, b.used)) return length
    const step = Math.min(a.left, b.left)
    a.go(step)
    b.go(step)
    length += step
  }
  return length
}

/** A place in a list of chunks that only moves on; chunks without bytes are passed over. */
class Walk {
  readonly #chunks: readonly Uint8Array[]
  #index = 0
  used = 0

  constructor(chunks: readonly Uint8Array[]) {
    this.#chunks = chunks.filter(({ byteLength }) => byteLength > 0)
  }
  get chunk(): Uint8Array | undefined {
    return this.#chunks[this.#index]
  }
  get left(): number {
    return (this.chunk?.byteLength ?? 0) - this.used
  }
  go(bytes: number): void {
    this.used += bytes
    if (this.left > 0) return
    this.#index += 1
    this.used = 0
  }
}

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)

/**
 * Bytes that are kept as they come. Large pieces are held themselves; small ones are copied together, for a piece of one byte takes a
 * hundred bytes of memory as an object of its own: a body of 3 MB that came byte by byte took 2.8 GB.
 */

/** Pieces up to this many bytes are copied. */
const SMALL = 1024
/** Bytes of the first and of the largest block into which small pieces are copied. */
const FIRST_BLOCK = 1024
const LARGEST_BLOCK = 32 * 1024

const NO_BLOCK = new Uint8Array(0)

export class Pieces {
  /** Bytes so far. */
  size = 0
  /** Bytes that will come at most; no block is made for more. */
  readonly #most: number
  readonly #list: Uint8Array[] = []
  #block = NO_BLOCK
  /** The part of the block that was filled but is not listed yet. */
  #from = 0
  #to = 0

  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most
  }

  push(piece: Uint8Array): void {
    if (piece.byteLength <= SMALL) this.#copy(piece)
    else {
      this.#listFilled()
      this.#list.push(piece)
    }
    this.size += piece.byteLength
  }

  /** All of it, in order; the same array each time. */
  list(): readonly Uint8Array[] {
    this.#listFilled()
    return this.#list
  }

  joined(): Buffer {
    return Buffer.concat(this.list(), this.size)
  }

  #listFilled(): void {
    if (this.#to > this.#from) this.#list.push(this.#block.subarray(this.#from, this.#to))
    this.#from = this.#to
  }

  #copy(piece: Uint8Array): void {
    if (piece.byteLength > this.#block.byteLength - this.#to) {
      this.#listFilled()
      const next = Math.min(LARGEST_BLOCK, Math.max(FIRST_BLOCK, 2 * this.#block.byteLength), this.#most - this.size)
      this.#block = new Uint8Array(Math.max(next, piece.byteLength))
      this.#from = 0
      this.#to = 0
    }
    this.#block.set(piece, this.#to)
    this.#to += piece.byteLength
  }
}

/**
 * A request body as a list of received buffers. Never joined for forwarding: joining 2 MB costs more than everything else
 * the proxy does (measure it: bench/README.md). Edits splice pieces and leave all other bytes untouched.
 */
import { asBuffer } from './as-buffer.ts'
import { fillsItsBuffer } from './own-buffers.ts'

export interface Edit {
  /** Byte offset in the body before any edit of the same call. */
  readonly offset: number
  /** Bytes taken out at `offset`. */
  readonly removed: number
  /** Bytes put in their place. */
  readonly inserted: Uint8Array
}

export class Body {
  readonly chunks: readonly Uint8Array[]
  /** Bytes in all. */
  readonly size: number
  #joined: Buffer | undefined

  constructor(chunks: readonly Uint8Array[]) {
    this.chunks = chunks
    this.size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  }

  static readonly empty = new Body([])

  static from(content: string | Uint8Array): Body {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    return bytes.byteLength === 0 ? Body.empty : new Body([bytes])
  }

  /** All bytes in one buffer, joined once. For reading only; forwarding writes `chunks`. */
  joined(): Buffer {
    if (this.#joined === undefined) {
      const [first] = this.chunks
      this.#joined =
        this.chunks.length === 1 && first !== undefined ? asBuffer(first) : Buffer.concat(this.chunks, this.size)
    }
    return this.#joined
  }

  /** Lets the joined copy go, for the body may be held for long. */
  forgetJoined(): void {
    this.#joined = undefined
  }

  /**
   * A new body with the edits applied. `edits` are ascending and do not overlap; bytes outside them are shared, not copied. What is put in may
   * be used again for other bodies, as the text of a rule is: the memory of this one may be given away (docs/decisions/0016).
   */
  splice(edits: readonly Edit[]): Body {
    if (edits.length === 0) return this
    const pieces: Uint8Array[] = []
    const ownCopy = copyOnce()
    let position = 0
    for (const edit of edits) {
      if (edit.offset < position || edit.offset + edit.removed > this.size) {
        throw new RangeError(`Cannot splice at ${edit.offset}: edits must be ascending, apart and inside the body`)
      }
      this.#copyRange(position, edit.offset, pieces)
      if (edit.inserted.byteLength > 0) pieces.push(ownCopy(edit.inserted))
      position = edit.offset + edit.removed
    }
    this.#copyRange(position, this.size, pieces)
    return new Body(pieces)
  }

  /** Pushes views on the bytes from `start` to `end` (exclusive). */
  #copyRange(start: number, end: number, into: Uint8Array[]): void {
    let offset = 0
    for (const chunk of this.chunks) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, chunk.byteLength)
      if (from < to) into.push(chunk.subarray(from, to))
      offset += chunk.byteLength
      if (offset >= end) return
    }
  }
}

/** Copies what would be taken for the body's own buffer; the same bytes only once. */
const copyOnce = (): ((bytes: Uint8Array) => Uint8Array) => {
  const copies = new Map<Uint8Array, Uint8Array>()
  return (bytes) => {
    if (!fillsItsBuffer(bytes)) return bytes
    const copy = copies.get(bytes) ?? Uint8Array.prototype.slice.call(bytes)
    copies.set(bytes, copy)
    return copy
  }
}

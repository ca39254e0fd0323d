/**
 * A request body as a list of received buffers. Never joined for forwarding: joining 2 MB costs more than everything else
 * the proxy does (measure it: bench/README.md). Edits splice pieces and leave all other bytes untouched.
 */
import { asBuffer } from './as-buffer.ts'
import type { SharedEnds } from './body-edit.ts'
import { LeasedBytes } from './leased-bytes.ts'

export interface Edit {
  /** Byte offset in the body before any edit of the same call. */
  readonly offset: number
  /** Bytes taken out at `offset`. */
  readonly removed: number
  /** Bytes put in their place. */
  readonly inserted: Uint8Array
}

/** Which body another one was made of, and how. */
interface Origin {
  readonly of: Body
  /** Ascending, apart. */
  readonly edits: readonly Edit[]
}

interface BodyOptions {
  readonly memory?: LeasedBytes
  readonly origin?: Origin
}

export class Body {
  readonly chunks: readonly Uint8Array[]
  /** Bytes in all. */
  readonly size: number
  readonly #origin: Origin | undefined
  #memory: LeasedBytes | undefined
  #joined: Buffer | undefined

  constructor(chunks: readonly Uint8Array[], { memory, origin }: BodyOptions = {}) {
    this.chunks = chunks
    this.size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
    this.#memory = memory
    this.#origin = origin
  }

  static readonly empty = new Body([])

  static from(content: string | Uint8Array): Body {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    return bytes.byteLength === 0 ? Body.empty : new Body([bytes])
  }

  /** A body in memory of its own, which is freed when its last holder lets go. */
  static received(chunks: readonly Uint8Array[]): Body {
    return new Body(chunks, { memory: new LeasedBytes(chunks) })
  }

  /** What its bytes lie in, and those of all bodies made of it. Who reads them later than at once holds it for so long. */
  get memory(): LeasedBytes {
    this.#memory ??= new LeasedBytes()
    return this.#memory
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

  /** Lets the joined copies go, its own and those of what it was made of, for bodies may be held for long. */
  forgetJoined(): void {
    this.#joined = undefined
    this.#origin?.of.forgetJoined()
  }

  /** The same body in one piece: many small writes cost more than one copy. */
  inOnePiece(): Body {
    const joined = this.joined()
    if (this.chunks.length > 1) this.memory.add([joined])
    return new Body([joined], { memory: this.memory, ...(this.#origin && { origin: this.#origin }) })
  }

  /** This body in another form, as decoding gives it. It lives in the same lease. */
  decodedAs(bytes: Uint8Array): Body {
    this.memory.add([bytes])
    return new Body(bytes.byteLength === 0 ? [] : [bytes], { memory: this.memory })
  }

  /**
   * A new body with the edits applied. `edits` are ascending and do not overlap; bytes outside them are shared, not copied. What is put in
   * stays its owner's.
   */
  splice(edits: readonly Edit[]): Body {
    if (edits.length === 0) return this
    const pieces: Uint8Array[] = []
    const copyTo = copier(this.chunks, pieces)
    let position = 0
    for (const edit of edits) {
      if (edit.offset < position || edit.offset + edit.removed > this.size) {
        throw new RangeError(`Cannot splice at ${edit.offset}: edits must be ascending, apart and inside the body`)
      }
      copyTo(position, edit.offset)
      if (edit.inserted.byteLength > 0) pieces.push(edit.inserted)
      position = edit.offset + edit.removed
    }
    copyTo(position, this.size)
    return new Body(pieces, { memory: this.memory, origin: { of: this, edits } })
  }

  /** How much of `root` stands at both ends of this body; undefined unless this was made of it by edits. */
  sharedWith(root: Body): SharedEnds | undefined {
    return this === root ? undefined : this.#endsOf(root)
  }

  #endsOf(root: Body): SharedEnds | undefined {
    if (this === root) return { head: this.size, tail: this.size }
    if (this.#origin === undefined) return undefined
    const { of, edits } = this.#origin
    const before = of.#endsOf(root)
    const [first, last] = [edits[0], edits.at(-1)]
    if (before === undefined || first === undefined || last === undefined) return undefined
    const behind = of.size - last.offset - last.removed
    return { head: Math.min(before.head, first.offset), tail: Math.min(before.tail, behind) }
  }
}

/** Pushes views on the bytes from `start` to `end` (exclusive). Each call begins where the one before it ended, or behind. */
const copier = (chunks: readonly Uint8Array[], into: Uint8Array[]): ((start: number, end: number) => void) => {
  let index = 0
  let offset = 0
  return (start, end) => {
    for (let chunk = chunks[index]; chunk !== undefined; chunk = chunks[index]) {
      const from = Math.max(start - offset, 0)
      const to = Math.min(end - offset, chunk.byteLength)
      if (from < to) into.push(chunk.subarray(from, to))
      if (offset + chunk.byteLength > end) return
      offset += chunk.byteLength
      index += 1
    }
  }
}

/** Views on the bytes from `start` to `end` (exclusive). */
export const chunksBetween = (chunks: readonly Uint8Array[], start: number, end: number): readonly Uint8Array[] => {
  const into: Uint8Array[] = []
  copier(chunks, into)(start, end)
  return into
}

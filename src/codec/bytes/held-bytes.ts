/** Pieces of one event or line that came in several chunks: held by reference up to a limit, joined only when somebody asks. */
export class HeldBytes {
  readonly #limit: number
  #parts: Uint8Array[] = []
  #size = 0
  #overflowed = false

  /** `limit` in bytes; what grows beyond it is given up. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get empty(): boolean {
    return this.#size === 0
  }

  push(part: Uint8Array): void {
    if (part.byteLength === 0) return
    this.#size += part.byteLength
    if (this.#size > this.#limit) {
      this.#overflowed = true
      this.#parts = []
    } else {
      this.#parts.push(part)
    }
  }

  /** What was held, and nothing is held any more; undefined when it had grown beyond the limit. */
  take(): Uint8Array | undefined {
    const [first] = this.#parts
    const bytes = this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts)
    const overflowed = this.#overflowed
    this.#parts = []
    this.#size = 0
    this.#overflowed = false
    return overflowed ? undefined : bytes
  }
}

/** Receives one frame (an event, a line); undefined stands for one that was larger than the limit. */
export type FrameHandler = (frame: Uint8Array | undefined) => void

/** Cuts a stream of bytes into frames. */
export interface Framer {
  readonly push: (chunk: Uint8Array) => void
  /** Hands out what stands at the end without its terminator. */
  readonly end: () => void
}

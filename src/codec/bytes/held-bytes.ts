/** Pieces of one event or line that came in several chunks, and what cuts a stream into such frames. */
import { Pieces } from './pieces.ts'

/** Held up to a limit, joined only when somebody asks. */
export class HeldBytes {
  readonly #limit: number
  /** Most events lie in one chunk: the first piece is held as it is. */
  #first: Uint8Array | undefined
  #more: Pieces | undefined
  #size = 0

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
      this.#first = undefined
      this.#more = undefined
    } else if (this.#first === undefined) {
      this.#first = part
    } else {
      this.#more ??= new Pieces()
      this.#more.push(part)
    }
  }

  /** What was held, and nothing is held any more; undefined when it had grown beyond the limit. */
  take(): Uint8Array | undefined {
    const first = this.#first ?? Buffer.alloc(0)
    const bytes = this.#more === undefined ? first : Buffer.concat([first, ...this.#more.list()])
    const overflowed = this.#size > this.#limit
    this.#first = undefined
    this.#more = undefined
    this.#size = 0
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

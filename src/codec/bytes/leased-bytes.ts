/**
 * The memory of a body while several use it: the exchange, sockets that still send it, decoders that read it, the log. When the last of
 * them lets go, its large buffers are freed at once, for a body lives long enough to be old in the eyes of the collector, and each 60 MB of
 * dead bodies cost a full collection (docs/decisions/0016). Nobody else knows how memory is freed, or moved to another thread.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'

/** Bytes of the smallest memory that is worth freeing by hand; less is left to the collector. */
const WORTH_FREEING = 64 * 1024
/** Bytes of the smallest body whose memory moves with it to another thread; less is copied. */
const WORTH_MOVING = 16 * 1024
/** Smaller buffers are never owned. */
const SMALLEST_BUFFER = 1024

/** Ends a hold for the sake of moving; known in this file only. */
const takeOver = Symbol('take over')
const letGo = Symbol('let go')

/** One holder's part in the memory: as long as there is one, every byte stays. */
export interface Hold {
  /** Lets go. Throws when called twice: the second one would be somebody else's. */
  release(): void
  /** The buffers that nobody else holds, which are then the caller's. */
  [takeOver](): ReadonlySet<ArrayBuffer>
}

export class LeasedBytes {
  /** Undefined while it owns none: the bytes of most requests lie in buffers of Node's. */
  #buffers: Set<ArrayBuffer> | undefined
  #holds = 0
  #size = 0
  #freed = false

  /** Whoever makes it retains it first. Only chunks that fill a buffer all by themselves count: Node keeps small ones in a common pool. */
  constructor(chunks: readonly Uint8Array[] = []) {
    this.add(chunks)
  }

  /** Memory of chunks that came in a message from another thread: all of it is the receiver's, whatever parts of it the chunks show. */
  static arrived(chunks: readonly Uint8Array[]): LeasedBytes {
    const bytes = new LeasedBytes()
    for (const { buffer } of chunks) if (buffer instanceof ArrayBuffer) bytes.#own(buffer)
    return bytes
  }

  /** Bytes of memory that will be freed or moved. */
  get size(): number {
    return this.#size
  }

  /** More memory that lives and dies with it. Never what is used again for other bodies, as the text of a rule is. */
  add(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) if (fillsItsBuffer(chunk)) this.#own(chunk.buffer)
  }

  /** Throws once the memory was freed: whoever comes then comes too late to read it. */
  retain(): Hold {
    if (this.#freed) throw new Error('Cannot hold these bytes: their memory was freed when the last holder let go')
    this.#holds += 1
    return new OneHold(this)
  }

  /** One holder less. The buffers that are then free to be used otherwise, or given back: those of `least` bytes or more in all. */
  [letGo](least: number): ReadonlySet<ArrayBuffer> {
    this.#holds -= 1
    return this.#holds === 0 && this.#size >= least ? this.#takeOut() : NOTHING
  }

  #own(buffer: ArrayBuffer): void {
    this.#buffers ??= new Set()
    if (this.#buffers.has(buffer)) return
    this.#buffers.add(buffer)
    this.#size += buffer.byteLength
  }

  #takeOut(): ReadonlySet<ArrayBuffer> {
    const buffers = this.#buffers ?? NOTHING
    this.#freed = buffers.size > 0
    this.#buffers = undefined
    return buffers
  }
}

const NOTHING: ReadonlySet<ArrayBuffer> = new Set()

class OneHold implements Hold {
  readonly #bytes: LeasedBytes
  #over = false

  constructor(bytes: LeasedBytes) {
    this.#bytes = bytes
  }

  release(): void {
    free(this.#end(WORTH_FREEING))
  }

  [takeOver](): ReadonlySet<ArrayBuffer> {
    return this.#end(0)
  }

  #end(least: number): ReadonlySet<ArrayBuffer> {
    if (this.#over) throw new Error('Cannot release these bytes: they were released already')
    this.#over = true
    return this.#bytes[letGo](least)
  }
}

/** Bytes of the first and of the largest block into which what does not move is copied. */
const FIRST_BLOCK = 4 * 1024
const LARGEST_BLOCK = 256 * 1024

/** Bytes for one message to another thread: the memory of large bodies that nobody else holds moves along, all others are copied. */
export class Parcel {
  readonly #moving: ArrayBuffer[] = []
  #block = new Uint8Array(0)
  #used = 0

  /** The chunks of each body as they may stand in the message. Ends the hold, which is the one on the memory they lie in. */
  take(bodies: readonly (readonly Uint8Array[])[], hold?: Hold): readonly (readonly Uint8Array[])[] {
    const own = hold === undefined ? NOTHING : hold[takeOver]()
    const moved = new Set<ArrayBufferLike>()
    const taken = bodies.map((chunks) => {
      if (sizeOf(chunks) < WORTH_MOVING || !chunks.some(({ buffer }) => isIn(own, buffer))) return this.#copied(chunks)
      for (const { buffer } of chunks) moved.add(buffer)
      return chunks.map((chunk) => (isIn(own, chunk.buffer) ? chunk : this.#copy([chunk])))
    })
    const rest = [...own].filter((buffer) => !moved.has(buffer))
    if (rest.length > 0) free(new Set(rest))
    for (const buffer of own) if (moved.has(buffer)) this.#moving.push(buffer)
    return taken
  }

  /** Sends the message in which the bytes stand; once. */
  post(port: { postMessage(message: unknown, moving: readonly ArrayBuffer[]): void }, message: unknown): void {
    port.postMessage(message, this.#moving)
  }

  #copied(chunks: readonly Uint8Array[]): readonly Uint8Array[] {
    return sizeOf(chunks) === 0 ? [] : [this.#copy(chunks)]
  }

  #copy(chunks: readonly Uint8Array[]): Uint8Array {
    const size = sizeOf(chunks)
    if (size > this.#block.byteLength - this.#used) {
      const next = Math.min(LARGEST_BLOCK, Math.max(FIRST_BLOCK, 2 * this.#block.byteLength))
      this.#block = new Uint8Array(Math.max(next, size))
      this.#used = 0
      this.#moving.push(this.#block.buffer)
    }
    const start = this.#used
    for (const chunk of chunks) {
      this.#block.set(chunk, this.#used)
      this.#used += chunk.byteLength
    }
    return this.#block.subarray(start, this.#used)
  }
}

const isIn = (buffers: ReadonlySet<ArrayBuffer>, buffer: ArrayBufferLike): boolean => buffers.has(buffer as ArrayBuffer)

const sizeOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)

const fillsItsBuffer = (chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> =>
  chunk.buffer instanceof ArrayBuffer &&
  chunk.buffer.byteLength === chunk.byteLength &&
  chunk.byteLength >= SMALLEST_BUFFER

/** A port without another end: what is transferred through it is gone (HTML, "message port post message steps"). */
const nowhere = ((): MessagePort => {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
})()

const free = (buffers: ReadonlySet<ArrayBuffer>): void => {
  if (buffers.size > 0) nowhere.postMessage(null, [...buffers])
}

/**
 * A message as it goes down a pipe to a process: its values serialized once, and beside them its bytes, which nobody copies on the way. The
 * thread in between passes both on unread.
 */
import { Deserializer, Serializer } from 'node:v8'

export interface PackedMessage {
  /** The values, in V8's own form; where bytes stood in them is the number of a view. */
  readonly values: Uint8Array
  readonly views: readonly Uint8Array[]
}

/** What V8 calls for each view of bytes, which Node's own types leave out (node:v8, "Serialization API"). */
interface HostObjects {
  _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void
}

class ValueWriter extends Serializer {
  readonly views: Uint8Array[] = []

  constructor() {
    super()
    const host = this as unknown as HostObjects
    host._setTreatArrayBufferViewsAsHostObjects(true)
    this.writeHeader()
  }

  _writeHostObject(view: Uint8Array): void {
    this.writeUint32(this.views.length)
    this.views.push(view)
  }
}

class ValueReader extends Deserializer {
  readonly #views: readonly Uint8Array[]

  constructor({ values, views }: PackedMessage) {
    super(values)
    this.#views = views
    this.readHeader()
  }

  _readHostObject(): Uint8Array | undefined {
    return this.#views[this.readUint32()]
  }
}

/** Throws what V8 throws for values that cannot be cloned. */
export const packMessage = (message: unknown): PackedMessage => {
  const writer = new ValueWriter()
  writer.writeValue(message)
  return { values: writer.releaseBuffer(), views: writer.views }
}

export const unpackMessage = (packed: PackedMessage): unknown => new ValueReader(packed).readValue()

/** Bytes of a number in a frame. */
const NUMBER = 4

/** What goes before a message in the pipe: how many parts it has, and the bytes of each. */
export const frameHead = ({ values, views }: PackedMessage): Uint8Array => {
  const head = Buffer.allocUnsafe(NUMBER * (2 + views.length))
  head.writeUInt32LE(1 + views.length, 0)
  for (const [index, { byteLength }] of [values, ...views].entries())
    head.writeUInt32LE(byteLength, NUMBER * (1 + index))
  return head
}

/** Puts messages together again from the pieces in which a pipe hands them out; each is in memory of its own. */
export class FrameReader {
  readonly #received: (message: PackedMessage) => void
  /** Filled next: the number of parts, then their lengths, then the parts themselves. */
  #filling: Buffer = Buffer.allocUnsafe(NUMBER)
  #filled = 0
  #step: (bytes: Buffer) => void

  constructor(received: (message: PackedMessage) => void) {
    this.#received = received
    this.#step = this.#count
  }

  /** `piece` may be used again afterwards. */
  push(piece: Uint8Array): void {
    let start = 0
    while (start < piece.byteLength) {
      const taken = Math.min(piece.byteLength - start, this.#filling.byteLength - this.#filled)
      this.#filling.set(piece.subarray(start, start + taken), this.#filled)
      this.#filled += taken
      start += taken
      if (this.#filled === this.#filling.byteLength) this.#step(this.#filling)
    }
  }

  #fill(size: number, step: (bytes: Buffer) => void): void {
    this.#filling = Buffer.allocUnsafeSlow(size)
    this.#filled = 0
    this.#step = step
  }

  readonly #count = (bytes: Buffer): void => this.#fill(NUMBER * bytes.readUInt32LE(0), this.#lengths)

  readonly #lengths = (bytes: Buffer): void => {
    const lengths = Array.from({ length: bytes.byteLength / NUMBER }, (_, index) => bytes.readUInt32LE(NUMBER * index))
    const size = lengths.reduce((sum, length) => sum + length, 0)
    this.#fill(size, (content) => this.#cut(content, lengths))
  }

  #cut(content: Buffer, lengths: readonly number[]): void {
    let end = 0
    const [values, ...views] = lengths.map((length) => {
      end += length
      return content.subarray(end - length, end)
    })
    this.#fill(NUMBER, this.#count)
    if (values !== undefined) this.#received({ values, views })
  }
}

/** Puts placeholders back in a JSON array that comes element by element, as Gemini streams where nobody asks for events. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import { HeldBytes } from '../../codec/bytes/held-bytes.ts'
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../../codec/json/json-bytes.ts'
import type { Work } from '../../codec/work/work.ts'
import { ELEMENT, EventRestorer } from './event-restorer.ts'
import type { ReplyTask } from './reply-task.ts'
import { createRestoreEvent } from './restore-event.ts'

/** Bytes of the largest element that is held; what is larger passes as it is, and all after it. */
const LARGEST_ELEMENT = 32 * 1024 * 1024

export const arrayPipe = (task: ReplyTask): Pipe => {
  const restorer = new EventRestorer(ELEMENT, task.texts, task)
  const restoreElement = createRestoreEvent(restorer, task)
  const walk = new ArrayWalk()
  let held = new HeldBytes(LARGEST_ELEMENT)
  let heldBytes = 0
  let passing = false

  const hold = (bytes: Buffer): void => {
    held.push(bytes)
    heldBytes += bytes.length
  }
  const takeHeld = (): Buffer => {
    const bytes = asBuffer(held.take() ?? Buffer.alloc(0))
    heldBytes = 0
    return bytes
  }
  /** What waits, as elements between the last one and the end. */
  const waiting = (): Buffer => {
    const elements = restorer.flush('')
    return Buffer.from(elements === '' ? '' : ELEMENT.between + elements.slice(0, -ELEMENT.between.length), 'latin1')
  }

  function* take(bytes: Buffer, out: PipeOutput): Work<void> {
    let from = 0
    for (let at = walk.next(bytes, 0); at < bytes.length; at = walk.next(bytes, at + 1)) {
      if (walk.found === 'begins') {
        out.write(bytes.subarray(from, at))
        from = at
      } else if (walk.found === 'ends') {
        hold(bytes.subarray(from, at + 1))
        out.write(yield* restoreElement(takeHeld()))
        from = at + 1
      } else {
        out.write(Buffer.concat([bytes.subarray(from, at), waiting()]))
        from = at
      }
      yield
    }
    if (walk.isInside) hold(bytes.subarray(from))
    else if (from < bytes.length) out.write(bytes.subarray(from))
  }

  const finish = (out: PipeOutput): void => {
    if (heldBytes > 0) out.write(takeHeld())
    const rest = waiting()
    if (rest.length > 0) out.write(rest)
  }

  return {
    chunk: (chunk, out) => {
      const bytes = asBuffer(chunk)
      if (!passing && heldBytes + bytes.length > LARGEST_ELEMENT) {
        passing = true
        task.gaveUp()
        finish(out)
        held = new HeldBytes(0)
      }
      if (passing) out.write(bytes)
      else return task.pace(take(bytes, out))
    },
    end: finish,
    fail: (error, out) => {
      finish(out)
      return error
    },
  }
}

/** Where elements of the outermost array begin and end, and where it ends itself. */
class ArrayWalk {
  #depth = 0
  #inString = false
  #escaped = false
  found: 'begins' | 'ends' | 'over' = 'over'

  /** Whether the present place lies in an element. */
  get isInside(): boolean {
    return this.#depth > 1
  }

  /** The next of these places at or behind one; the length of the bytes where there is none. */
  next(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) if (this.#step(bytes[at] as number)) return at
    return bytes.length
  }

  #step(byte: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === BACKSLASH) this.#escaped = true
      else if (byte === QUOTE) this.#inString = false
      return false
    }
    if (byte === QUOTE) this.#inString = true
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.#depth += 1
      this.found = 'begins'
      return this.#depth === 2
    }
    if (byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET) return false
    this.#depth -= 1
    this.found = this.#depth === 1 ? 'ends' : 'over'
    return this.#depth < 2
  }
}

/** Cuts a stream into its events, lets each be restored, and hands on the very bytes of those that stay as they are. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import type { Work } from '../../codec/work/work.ts'
import { EventRestorer, SERVER_SENT } from './event-restorer.ts'
import type { ReplyTask } from './reply-task.ts'
import { createRestoreEvent } from './restore-event.ts'

/** Bytes of the largest event that is held; what is larger passes as it is, and all after it. */
const LARGEST_EVENT = 32 * 1024 * 1024
/** Bytes of events that are restored without a pause. */
const BYTES_A_PAUSE = 64 * 1024

export const eventPipe = (task: ReplyTask): Pipe => {
  const restorer = new EventRestorer(SERVER_SENT, task.texts, task)
  const restoreEvent = createRestoreEvent(restorer, task)
  let held: Buffer[] = []
  let heldBytes = 0
  let passing = false

  function* restoreAll(bytes: Buffer, ends: readonly number[], out: PipeOutput): Work<void> {
    const runs = new Runs(bytes, out)
    let start = 0
    let paused = 0
    for (const end of ends) {
      const event = bytes.subarray(start, end)
      const restored = yield* restoreEvent(event)
      if (restored !== event) runs.replace(start, end, restored)
      start = end
      if (end - paused < BYTES_A_PAUSE) continue
      paused = end
      yield
    }
    runs.writeUpTo(start)
  }

  const takeHeld = (): Buffer => {
    const [first] = held
    const bytes = held.length === 1 && first !== undefined ? first : Buffer.concat(held)
    held = []
    heldBytes = 0
    return bytes
  }

  const writeWaiting = (out: PipeOutput): void => {
    const waiting = restorer.flush('')
    if (waiting !== '') out.write(Buffer.from(waiting, 'latin1'))
  }

  const passOn = (out: PipeOutput): void => {
    passing = true
    writeWaiting(out)
    for (const bytes of held) out.write(bytes)
    takeHeld()
    task.gaveUp()
  }

  /** The last event may lack its blank line. */
  function* finish(out: PipeOutput): Work<void> {
    if (passing) return
    const rest = takeHeld()
    if (rest.length > 0) yield* restoreAll(rest, [rest.length], out)
    writeWaiting(out)
  }

  return {
    chunk: (chunk, out) => {
      if (passing) {
        out.write(chunk)
        return
      }
      held.push(asBuffer(chunk))
      heldBytes += chunk.byteLength
      if (heldBytes > LARGEST_EVENT) return passOn(out)
      if (!mayEndEvent(held)) return
      const bytes = takeHeld()
      const ends = endsOfEvents(bytes)
      const rest = bytes.subarray(ends.at(-1) ?? 0)
      if (rest.length > 0) {
        held.push(rest)
        heldBytes = rest.length
      }
      return task.pace(restoreAll(bytes, ends, out))
    },
    end: (out) => task.pace(finish(out)),
    fail: async (error, out) => {
      await task.pace(finish(out))
      return error
    },
  }
}

/** Hands on whole events: runs of those that stay as they are in one piece. */
class Runs {
  readonly #bytes: Buffer
  readonly #out: PipeOutput
  #written = 0

  constructor(bytes: Buffer, out: PipeOutput) {
    this.#bytes = bytes
    this.#out = out
  }

  replace(start: number, end: number, event: Buffer): void {
    this.writeUpTo(start)
    if (event.length > 0) this.#out.write(event)
    this.#written = end
  }

  writeUpTo(end: number): void {
    if (this.#written < end) this.#out.write(this.#bytes.subarray(this.#written, end))
    this.#written = end
  }
}

const LF = 0x0a
const CR = 0x0d

/** Whether a line ends in the last chunk: without one no event does. */
const mayEndEvent = (held: readonly Buffer[]): boolean => {
  const last = held.at(-1)
  return last !== undefined && (last.includes(LF) || last.includes(CR))
}

/** Places behind the blank lines (WHATWG HTML, section 9.2), for each of the three line ends. */
const endsOfEvents = (bytes: Buffer): readonly number[] => {
  const ends: number[] = []
  if (!bytes.includes(CR)) {
    for (let at = bytes.indexOf('\n\n'); at >= 0; at = bytes.indexOf('\n\n', at + 2)) ends.push(at + 2)
    return ends
  }
  let lineIsEmpty = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte !== LF && byte !== CR) {
      lineIsEmpty = false
      continue
    }
    // The second half may still come.
    if (byte === CR && at + 1 === bytes.length) break
    if (byte === CR && bytes[at + 1] === LF) at += 1
    if (lineIsEmpty) ends.push(at + 1)
    lineIsEmpty = !lineIsEmpty
  }
  return ends
}

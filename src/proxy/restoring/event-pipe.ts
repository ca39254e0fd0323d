/** Cuts a stream into its events, lets each be restored, and hands on the very bytes of those that stay as they are. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import type { EventRestorer } from './event-restorer.ts'

/** Bytes of the largest event that is held; what is larger passes as it is, and all after it. */
const LARGEST_EVENT = 32 * 1024 * 1024

export const eventPipe = (restorer: EventRestorer, gaveUp: () => void): Pipe => {
  let held: Buffer[] = []
  let heldBytes = 0
  let passing = false

  /** Hands on whole events: runs that stay as they are in one piece. */
  const restoreAll = (bytes: Buffer, ends: readonly number[], out: PipeOutput): void => {
    let written = 0
    let start = 0
    for (const end of ends) {
      const event = bytes.toString('latin1', start, end)
      const restored = restorer.restore(event)
      if (restored !== event) {
        if (written < start) out.write(bytes.subarray(written, start))
        if (restored !== '') out.write(Buffer.from(restored, 'latin1'))
        written = end
      }
      start = end
    }
    if (written < start) out.write(bytes.subarray(written, start))
  }

  const takeHeld = (): Buffer => {
    const [first] = held
    const bytes = held.length === 1 && first !== undefined ? first : Buffer.concat(held)
    held = []
    heldBytes = 0
    return bytes
  }

  const passOn = (out: PipeOutput): void => {
    passing = true
    const waiting = restorer.flush('')
    if (waiting !== '') out.write(Buffer.from(waiting, 'latin1'))
    for (const bytes of held) out.write(bytes)
    takeHeld()
    gaveUp()
  }

  /** The last event may lack its blank line. */
  const finish = (out: PipeOutput): void => {
    if (passing) return
    const rest = takeHeld()
    if (rest.length > 0) restoreAll(rest, [rest.length], out)
    const waiting = restorer.flush('')
    if (waiting !== '') out.write(Buffer.from(waiting, 'latin1'))
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
      restoreAll(bytes, ends, out)
      const rest = bytes.subarray(ends.at(-1) ?? 0)
      if (rest.length === 0) return
      held.push(rest)
      heldBytes = rest.length
    },
    end: finish,
    fail: (error, out) => {
      finish(out)
      return error
    },
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

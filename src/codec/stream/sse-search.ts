/**
 * Finds the events of a stream that name something, without going through the others: what is not named is skipped by native
 * searches, so that a burst of hundreds of events costs a few calls instead of a look at each byte.
 */
import { asBuffer } from '../bytes/as-buffer.ts'
import type { FrameHandler, Framer } from '../bytes/held-bytes.ts'
import { createSseFramer, endsEvent } from './sse.ts'

const LF = 0x0a
const CR = 0x0d
const BLANK_LINE = '\n\n'

/**
 * Calls `onEvent` with every event that holds `name`, and perhaps with others, which cost less to hand out than to skip. `name` must
 * not hold a line end. `limit`: bytes of the largest event that is held.
 */
export const createSseSearch = (name: string, limit: number, onEvent: FrameHandler): Framer => {
  const framer = createSseFramer(limit, onEvent)

  /** Goes on with the event that earlier chunks began; returns where the next one begins. */
  const finishEvent = (bytes: Buffer): number => {
    let at = 0
    while (at < bytes.length && !framer.atStart()) {
      const border = bytes.indexOf(BLANK_LINE, at)
      // A line end at the very front may be the second half of a blank line that was cut in two.
      const end = bytes[at] === LF ? at + 1 : border < 0 ? bytes.length : border + BLANK_LINE.length
      framer.push(bytes.subarray(at, end))
      at = end
    }
    return at
  }

  /** Hands out the events between two places that hold the name; all events there are whole. */
  const search = (bytes: Buffer, start: number, end: number): void => {
    for (let hit = bytes.indexOf(name, start); hit >= 0 && hit < end; ) {
      const before = bytes.lastIndexOf(BLANK_LINE, hit)
      const after = bytes.indexOf(BLANK_LINE, hit) + BLANK_LINE.length
      framer.push(bytes.subarray(before < start ? start : before + BLANK_LINE.length, after))
      hit = bytes.indexOf(name, after)
    }
  }

  return {
    push: (chunk) => {
      const bytes = asBuffer(chunk)
      // Nearly every chunk is whole events without the name.
      if (framer.atStart() && endsEvent(bytes) && !bytes.includes(name)) return
      // Other line ends than the usual one are left to the framer, which knows all three.
      if (bytes.includes(CR)) return framer.push(bytes)
      const start = finishEvent(bytes)
      const last = bytes.lastIndexOf(BLANK_LINE)
      const end = last < start ? start : last + BLANK_LINE.length
      search(bytes, start, end)
      framer.push(bytes.subarray(end))
    },
    end: framer.end,
  }
}

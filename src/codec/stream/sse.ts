/**
 * Server-sent events in bytes (WHATWG HTML, section 9.2): where one event ends and the next begins, for any cut and any of the
 * three line ends, without decoding text. Reading what an event says is a second step that most events never need.
 */
import { asBuffer } from '../bytes/as-buffer.ts'
import { type FrameHandler, type Framer, HeldBytes } from '../bytes/held-bytes.ts'

const LF = 0x0a
const CR = 0x0d

export interface SseFramer extends Framer {
  /** True between events: the next byte begins one. */
  readonly atStart: () => boolean
}

/** Calls `onEvent` with the bytes of each event, blank line left out. `limit`: bytes of the largest event that is held. */
export const createSseFramer = (limit: number, onEvent: FrameHandler): SseFramer => {
  const held = new HeldBytes(limit)
  let lineIsEmpty = true
  let afterCr = false
  const finish = (): void => {
    if (!held.empty) onEvent(held.take())
  }
  /** Takes the line end at `index` of an event that begins at `start`; returns where the present event begins after it. */
  const lineEnd = (chunk: Uint8Array, start: number, index: number): number => {
    const secondHalf = afterCr && chunk[index] === LF
    afterCr = chunk[index] === CR
    // The LF of a CRLF whose CR has ended the line already; after a blank line it belongs to no event.
    if (secondHalf) return start === index && held.empty ? index + 1 : start
    const blank = lineIsEmpty
    lineIsEmpty = true
    if (!blank) return start
    held.push(chunk.subarray(start, index))
    finish()
    return index + 1
  }
  return {
    push: (chunk) => {
      let start = 0
      for (let index = 0; index < chunk.byteLength; index += 1) {
        const byte = chunk[index]
        if (byte === LF || byte === CR) {
          start = lineEnd(chunk, start, index)
        } else {
          afterCr = false
          lineIsEmpty = false
        }
      }
      held.push(chunk.subarray(start))
    },
    end: finish,
    atStart: () => held.empty && lineIsEmpty && !afterCr,
  }
}

/** Whether a chunk that begins an event also ends one with its last byte. */
export const endsEvent = (chunk: Uint8Array): boolean => {
  const last = chunk.byteLength - 1
  if (chunk[last] !== LF) return false
  return chunk[last - 1] === LF || (chunk[last - 1] === CR && chunk[last - 2] === LF && chunk[last - 3] === CR)
}

/** The `data` of one event, its lines joined as the standard has it. Empty when it has none. */
export const sseData = (event: Uint8Array): readonly string[] =>
  asBuffer(event)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.startsWith('data:') || line === 'data')
    .map((line) => line.slice(line.startsWith('data: ') ? 6 : 5))

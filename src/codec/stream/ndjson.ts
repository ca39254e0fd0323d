/** Newline-delimited JSON in bytes: where one line ends and the next begins, for any cut, without decoding text. */
import { type FrameHandler, type Framer, HeldBytes } from '../bytes/held-bytes.ts'

const LF = 0x0a

/** Calls `onLine` with each line that is not empty; a CR before the LF stays, JSON takes it for white space. */
export const createLineFramer = (limit: number, onLine: FrameHandler): Framer => {
  const held = new HeldBytes(limit)
  const finish = (): void => {
    if (!held.empty) onLine(held.take())
  }
  return {
    push: (chunk) => {
      let start = 0
      for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
        held.push(chunk.subarray(start, end))
        start = end + 1
        finish()
      }
      held.push(chunk.subarray(start))
    },
    end: finish,
  }
}

/** Puts placeholders back in an answer that is one JSON text, once it has come whole; and in one that is only text, as it comes. */
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import type { Work } from '../../codec/work/work.ts'
import { edited } from './json-strings.ts'
import { createPlaceholderScan } from './placeholder-scan.ts'
import type { ReplyTask } from './reply-task.ts'
import type { Restoring } from './restore-string.ts'
import { restoredJson } from './restored-json.ts'

/** Bytes of the largest answer that is held; a larger one passes as it is. */
const LARGEST_ANSWER = 32 * 1024 * 1024

export const wholePipe = (task: ReplyTask): Pipe => {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let passing = false
  const passOn = (out: PipeOutput): void => {
    for (const bytes of held) out.write(bytes)
    held = []
  }
  /** Without a placeholder the answer goes on in the very pieces in which it came. */
  function* restore(out: PipeOutput): Work<void> {
    const bytes = Buffer.concat(held)
    const places = yield* createPlaceholderScan(task.finder.forms).places(bytes)
    const restored = places.length === 0 ? bytes : yield* restoredJson(bytes, places, task)
    if (restored === undefined) task.gaveUp()
    if (restored === undefined || restored === bytes) passOn(out)
    else out.write(restored)
  }
  return {
    chunk: (chunk, out) => {
      held.push(chunk)
      heldBytes += chunk.byteLength
      if (!passing && heldBytes > LARGEST_ANSWER) {
        passing = true
        task.gaveUp()
      }
      if (passing) passOn(out)
    },
    end: (out) => (passing ? undefined : task.pace(restore(out))),
    fail: (error, out) => {
      passOn(out)
      return error
    },
  }
}

/** Text that is no JSON: a page, or a line that says what went wrong. */
export const textPipe = ({ finder, listener }: Restoring): Pipe => {
  let held = ''
  const put = (text: string, isLast: boolean, out: PipeOutput): void => {
    const found = finder.find(text)
    const end = isLast ? text.length : finder.heldFrom(text, found.at(-1)?.end ?? 0)
    const edits = found.flatMap(({ start, end: to, secret, text: placeholder }) => {
      if (secret === undefined) return []
      listener.restored(placeholder)
      return [{ from: start, to, text: Buffer.from(secret, 'utf8').toString('latin1') }]
    })
    held = text.slice(end)
    const made = edited(text.slice(0, end), edits)
    if (made !== '') out.write(Buffer.from(made, 'latin1'))
  }
  return {
    chunk: (chunk, out) => put(held + Buffer.from(chunk).toString('latin1'), false, out),
    end: (out) => put(held, true, out),
    fail: (error, out) => {
      put(held, true, out)
      return error
    },
  }
}

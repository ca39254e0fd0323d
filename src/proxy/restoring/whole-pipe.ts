/** Puts placeholders back in an answer that is one JSON text, once it has come whole; and in one that is only text, as it comes. */
import type { Pipe, PipeOutput } from '../../codec/bytes/pipe.ts'
import { isObject } from '../../codec/json/is-object.ts'
import type { Json } from '../../protocol/common/protocol.ts'
import type { AnswerTexts } from '../../protocol/common/text-forms.ts'
import { edited } from './json-strings.ts'
import type { Restoring } from './restore-string.ts'
import { valueEdits } from './restore-values.ts'

/** Bytes of the largest answer that is held; a larger one passes as it is. */
const LARGEST_ANSWER = 64 * 1024 * 1024

export const wholePipe = (texts: AnswerTexts, restoring: Restoring, gaveUp: () => void): Pipe => {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let passing = false
  const passOn = (out: PipeOutput): void => {
    for (const bytes of held) out.write(bytes)
    held = []
  }
  return {
    chunk: (chunk, out) => {
      held.push(chunk)
      heldBytes += chunk.byteLength
      if (!passing && heldBytes > LARGEST_ANSWER) {
        passing = true
        gaveUp()
      }
      if (passing) passOn(out)
    },
    end: (out) => {
      if (passing) return
      const json = Buffer.concat(held).toString('latin1')
      const restored = restoring.finder.mayHold(json) ? restoredJson(json, texts, restoring) : json
      if (restored === undefined) gaveUp()
      if (restored === undefined || restored === json) passOn(out)
      else out.write(Buffer.from(restored, 'latin1'))
    },
    fail: (error, out) => {
      passOn(out)
      return error
    },
  }
}

/** Undefined for what is no JSON. */
const restoredJson = (json: string, texts: AnswerTexts, restoring: Restoring): string | undefined => {
  const value = parsed(json)
  if (value === undefined) return undefined
  return edited(json, valueEdits({ json, value, texts }, restoring))
}

/** An array is read like an object whose names are its positions. */
const parsed = (json: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(json.replace(/^\u00ef\u00bb\u00bf/, '   '))
    return isObject(value) || Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
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

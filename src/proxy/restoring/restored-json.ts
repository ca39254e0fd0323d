/** A JSON text with its placeholders put back; everything outside of them keeps its bytes. */
import type { Edit } from '../../codec/bytes/body.ts'
import { isObject } from '../../codec/json/is-object.ts'
import { stringText } from '../../codec/json/string-text.ts'
import type { Work } from '../../codec/work/work.ts'
import type { Json } from '../../protocol/common/protocol.ts'
import { edited } from '../masking/edited-bytes.ts'
import { type StringPlace, stepsTo, walkJson } from '../masking/json-walk.ts'
import { outlineOf } from './json-outline.ts'
import { written } from './json-strings.ts'
import type { ReplyTask } from './reply-task.ts'

/** Bytes of the largest outline that is parsed: it takes as long as others may be kept waiting. */
const LARGEST_OUTLINE = 4 * 1024 * 1024
/** Placeholders that are put back without a pause. */
const RESTORED_A_PAUSE = 256

type Task = Pick<ReplyTask, 'texts' | 'finder' | 'listener'>

/**
 * `places`: where placeholders may stand, ascending. The same bytes where none was given out; undefined for what is no JSON, or whose strings
 * are too many to tell apart.
 */
export function* restoredJson(bytes: Buffer, places: readonly number[], task: Task): Work<Buffer | undefined> {
  const walked = yield* walkJson(bytes, places)
  if (!walked.whole) return undefined
  const answer = parsed(yield* outlineOf(bytes))
  if (answer === undefined) return undefined
  const edits: Edit[] = []
  let last: StringPlace | undefined
  for (const place of walked.places) {
    if (place === undefined || place.isName || place.from === last?.from) continue
    last = place
    const role = task.texts.textAt(answer, stepsTo(bytes, place))
    if (role !== 'own') yield* editString(bytes, { ...task, place, isJson: role === 'json', edits })
  }
  return edited(bytes, edits)
}

interface StringTask extends Task {
  readonly place: StringPlace
  readonly isJson: boolean
  /** What is put back is added to it. */
  readonly edits: Edit[]
}

function* editString(bytes: Buffer, { place, isJson, edits, finder, listener }: StringTask): Work<void> {
  const { text, rawOf } = yield* stringText(bytes, place.from, place.to)
  for (const { start, end, secret, text: placeholder } of finder.find(text.toString('latin1'))) {
    if (secret === undefined) {
      listener.unknown()
      continue
    }
    listener.restored(placeholder)
    const [offset, to] = [rawOf(start), rawOf(end)]
    edits.push({ offset, removed: to - offset, inserted: Buffer.from(written(secret, isJson), 'latin1') })
    if (edits.length % RESTORED_A_PAUSE === 0) yield
  }
}

/** An array is read like an object whose names are its positions. */
const parsed = (outline: Buffer): Json | undefined => {
  if (outline.length > LARGEST_OUTLINE) return undefined
  try {
    const value: unknown = JSON.parse(outline.toString('utf8'))
    return isObject(value) || Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

/** One string of an answer with its placeholders put back; the rest of it keeps its spelling. */
import type { FoundPlaceholder, PlaceholderFinder } from './find-placeholders.ts'
import { readString, written } from './json-strings.ts'

/** What is told of what was found. */
export interface RestoreListener {
  /** A placeholder went back as its secret. */
  readonly restored: (placeholder: string) => void
  /** A word of the form of a placeholder that nobody gave out. */
  readonly unknown: () => void
}

export interface Restoring {
  readonly finder: PlaceholderFinder
  readonly listener: RestoreListener
}

export interface StringTask {
  /** One character a byte. */
  readonly json: string
  readonly from: number
  readonly to: number
  /** The end of the text before, which was kept back. */
  readonly held: string
  /** Whether nothing goes on the text. */
  readonly isLast: boolean
  readonly isJson: boolean
}

export interface RestoredString {
  /** The content of the string as it is to be written. */
  readonly raw: string
  /** The end that is kept back: the beginning of a placeholder perhaps. */
  readonly held: string
}

export const restoreString = ({ finder, listener }: Restoring, task: StringTask): RestoredString => {
  const { json, from, to, held, isLast, isJson } = task
  const { text, rawOf } = readString(json, from, to)
  const whole = held + text
  const found = finder.find(whole)
  const end = isLast ? whole.length : finder.heldFrom(whole, found.at(-1)?.end ?? 0)
  /** What was held is made of characters that are written as they are. */
  const spelled = (start: number, stop: number): string => {
    const border = held.length
    const before = whole.slice(start, Math.min(stop, border))
    return stop <= border ? before : before + json.slice(rawOf(Math.max(start - border, 0)), rawOf(stop - border))
  }
  let raw = ''
  let at = 0
  for (const one of found) {
    tell(listener, one)
    if (one.secret === undefined) continue
    raw += spelled(at, one.start) + written(one.secret, isJson)
    at = one.end
  }
  return { raw: raw + spelled(at, end), held: whole.slice(end) }
}

const tell = (listener: RestoreListener, { secret, text }: FoundPlaceholder): void => {
  if (secret === undefined) listener.unknown()
  else listener.restored(text)
}

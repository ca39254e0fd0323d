/**
 * Puts placeholders back in the events of a stream. The text of a block goes on from event to event: an end of it that may begin a placeholder
 * is kept until the next one, and goes out before the block's end as a copy of the event it came in.
 */
import { parseObject } from '../../protocol/common/json.ts'
import type { Json } from '../../protocol/common/protocol.ts'
import type { AnswerTexts, TextDelta } from '../../protocol/common/text-forms.ts'
import { edited, type PlacedString, stringsOf, type TextEdit } from './json-strings.ts'
import { type Restoring, restoreString } from './restore-string.ts'
import { isSame, valueEdits } from './restore-values.ts'

/** The end of a text that waits for its next part. */
interface Waiting {
  readonly text: string
  /** The event it came in, and where in it the text stands. */
  readonly event: string
  readonly from: number
  readonly to: number
}

/** How an event is written. */
export interface EventForm {
  /** Undefined for an event without data. */
  readonly dataOf: (event: string) => EventData | undefined
  /** What stands between an event that is added and the next one. */
  readonly between: string
}

const DONE = /^data: ?\[DONE\]/m

export class EventRestorer {
  readonly #form: EventForm
  readonly #texts: AnswerTexts
  readonly #restoring: Restoring
  readonly #waiting = new Map<string, Waiting>()

  constructor(form: EventForm, texts: AnswerTexts, restoring: Restoring) {
    this.#form = form
    this.#texts = texts
    this.#restoring = restoring
  }

  /** Whether the end of a text waits for its next part. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** An event with all its lines, one character a byte; the very same text where nothing is to be done. */
  restore(event: string): string {
    const data = this.#form.dataOf(event)
    const value = data === undefined ? undefined : parseObject(data.text)
    if (data === undefined || value === undefined) return DONE.test(event) ? this.flush('') + event : event
    const deltas = this.#texts.deltas(value)
    const ends = this.#texts.ends(value)
    const before = this.#flushEnded(ends, deltas)
    if (!this.#concerns(data.text, value, deltas)) return before === '' ? event : before + event
    return before + this.#edit(event, data, { value, deltas, ends })
  }

  /** What waits in blocks whose names begin so, as events of their own. */
  flush(prefix: string): string {
    let made = ''
    for (const [block, { text, event, from, to }] of this.#waiting) {
      if (!block.startsWith(prefix)) continue
      made += edited(event, [{ from, to, text }]) + this.#form.between
      this.#waiting.delete(block)
    }
    return made
  }

  #flushEnded(ends: readonly string[], deltas: readonly TextDelta[]): string {
    if (ends.length === 0 || this.#waiting.size === 0) return ''
    let made = ''
    for (const block of [...this.#waiting.keys()]) {
      const goesOn = deltas.some((delta) => delta.block === block)
      if (!goesOn && ends.some((end) => block.startsWith(end))) made += this.flush(block)
    }
    return made
  }

  #concerns(data: string, value: Json, deltas: readonly TextDelta[]): boolean {
    const { finder } = this.#restoring
    if (finder.mayHold(data)) return true
    return deltas.some(({ path, block }) => {
      if (this.#waiting.has(block)) return true
      const text = valueAt(value, path)
      return finder.heldFrom(text, 0) < text.length
    })
  }

  #edit(
    event: string,
    data: EventData,
    { value, deltas, ends }: { value: Json; deltas: readonly TextDelta[]; ends: readonly string[] },
  ): string {
    const strings = stringsOf(data.text)
    const edits = deltas.flatMap((delta): readonly TextEdit[] => {
      const string = strings.find(({ path }) => isSame(path, delta.path))
      return string === undefined ? [] : [this.#editDelta(event, data, { delta, string, ends })]
    })
    const except = deltas.map(({ path }) => path)
    const others = valueEdits({ json: data.text, value, texts: this.#texts, except }, this.#restoring)
    const all = [...edits, ...others].sort((a, b) => a.from - b.from)
    return edited(
      event,
      all.map(({ from, to, text }) => ({ from: data.placeOf(from), to: data.placeOf(to), text })),
    )
  }

  #editDelta(
    event: string,
    data: EventData,
    {
      delta: { block, isJson },
      string: { from, to },
      ends,
    }: {
      delta: TextDelta
      string: PlacedString
      ends: readonly string[]
    },
  ): TextEdit {
    const waiting = this.#waiting.get(block)?.text ?? ''
    const isLast = ends.some((end) => block.startsWith(end))
    const { raw, held } = restoreString(this.#restoring, { json: data.text, from, to, held: waiting, isLast, isJson })
    this.#waiting.delete(block)
    if (held !== '') {
      const [start, end] = [data.placeOf(from), data.placeOf(to)]
      this.#waiting.set(block, { text: held, event, from: start, to: end })
    }
    return { from, to, text: raw }
  }
}

const valueAt = (value: Json, path: TextDelta['path']): string => {
  let at: unknown = value
  for (const step of path) at = (at as Readonly<Record<string | number, unknown>> | undefined)?.[step]
  return typeof at === 'string' ? at : ''
}

/** An event of a stream (WHATWG HTML, section 9.2). */
export const SERVER_SENT: EventForm = { dataOf: (event) => dataOf(event), between: '' }

/** An element of a JSON array. */
export const ELEMENT: EventForm = { dataOf: (event) => ({ text: event, placeOf: (at) => at }), between: ',' }

/** The data of an event, and where its characters stand in the event. */
interface EventData {
  readonly text: string
  readonly placeOf: (at: number) => number
}

/** A line, its end left out. */
const LINE = /[^\r\n]+/g

/** Undefined for an event without data. Several lines are one text, joined by line ends (WHATWG HTML, section 9.2). */
const dataOf = (event: string): EventData | undefined => {
  const lines: { readonly at: number; readonly text: string }[] = []
  for (const { 0: line, index } of event.matchAll(LINE)) {
    const name = /^(?:\u00ef\u00bb\u00bf)?data: ?/.exec(line)?.[0]
    if (name !== undefined) lines.push({ at: index + name.length, text: line.slice(name.length) })
  }
  const [first] = lines
  if (first === undefined) return undefined
  if (lines.length === 1) return { text: first.text, placeOf: (at) => first.at + at }
  return { text: lines.map(({ text }) => text).join('\n'), placeOf: (at) => placeIn(lines, at) }
}

const placeIn = (lines: readonly { readonly at: number; readonly text: string }[], at: number): number => {
  let rest = at
  for (const { at: start, text } of lines) {
    if (rest <= text.length) return start + rest
    rest -= text.length + 1
  }
  return (lines.at(-1)?.at ?? 0) + (lines.at(-1)?.text.length ?? 0)
}

/**
 * Reads an answer piece by piece, whichever protocol it speaks: what is there so far is always readable. The protocol shows in the
 * events themselves, so no service is named here.
 */
import { createParser, type EventSourceParser } from 'eventsource-parser'
import { isObject } from '../../codec/json/is-object.ts'
import { DONE } from '../common/event-form.ts'
import type { Json } from '../common/protocol.ts'
import type { Answer, Draft } from '../conversation/conversation.ts'
import { errorText, textOf } from '../conversation/fields.ts'
import { parsePartialJson } from '../conversation/partial-json.ts'
import { FORMS } from './forms.ts'

export class AnswerFold {
  readonly #draft: Draft = { blocks: new Map(), model: '', stopReason: '', error: '' }
  readonly #parser: EventSourceParser
  #mode: 'unknown' | 'events' | 'json' = 'unknown'
  #json = ''

  constructor() {
    this.#parser = createParser({ onEvent: (event) => this.#event(event.data) })
  }

  /** Takes the next piece of text. */
  feed(text: string): void {
    if (this.#mode === 'unknown') {
      const first = (this.#json + text).trimStart()[0]
      if (first === undefined) {
        this.#json += text
        return
      }
      this.#mode = first === '{' || first === '[' ? 'json' : 'events'
      text = this.#json + text
      this.#json = ''
    }
    if (this.#mode === 'json') this.#json += text
    else this.#parser.feed(text)
  }

  /** What is known so far. */
  answer(): Answer {
    if (this.#mode === 'json') this.#readJson()
    const { blocks, model, stopReason, error } = this.#draft
    return { blocks: [...blocks.values()], model, stopReason, error }
  }

  #event(data: string): void {
    if (data === DONE) return
    const { value } = parsePartialJson(data)
    if (isObject(value)) this.#fold(value)
  }

  #fold(event: Json): void {
    FORMS.some((form) => form.event(this.#draft, event))
    this.#readError(event)
  }

  #readJson(): void {
    this.#draft.blocks.clear()
    const { value } = parsePartialJson(this.#json)
    // A stream of Gemini's that was not asked for as events is one list of them.
    if (Array.isArray(value)) for (const event of value.filter(isObject)) this.#fold(event)
    else if (isObject(value)) this.#read(value)
  }

  #read(whole: Json): void {
    FORMS.some((form) => form.answer(this.#draft, whole))
    this.#readError(whole)
  }

  /** What no protocol knows may still be an error, and relays put one beside an answer that is none: all write it alike. */
  #readError({ error }: Json): void {
    if (this.#draft.error === '' && (isObject(error) || textOf(error) !== '')) this.#draft.error = errorText(error)
  }
}

/** A whole body at once. */
export const readAnswer = (text: string): Answer => {
  const fold = new AnswerFold()
  fold.feed(text)
  // A stream that was cut ends without the blank line that would close its last event.
  fold.feed('\n\n')
  return fold.answer()
}

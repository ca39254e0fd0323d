/**
 * Reads an answer piece by piece, whichever protocol it speaks: what is there so far is always readable. The protocol shows in the
 * events themselves, so no service is named here.
 */
import { createParser, type EventSourceParser } from 'eventsource-parser'
import { foldChatEvent } from './chat.ts'
import { type Draft, foldMessagesEvent, readMessagesAnswer } from './messages.ts'
import { type Answer, errorText, isObject, type Json } from './model.ts'
import { parsePartialJson } from './partial-json.ts'
import { foldResponsesEvent, readResponsesAnswer } from './responses.ts'

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
    if (data === '[DONE]') return
    const { value } = parsePartialJson(data)
    if (isObject(value)) this.#fold(value)
  }

  #fold(event: Json): void {
    if (foldMessagesEvent(this.#draft, event)) return
    if (foldResponsesEvent(this.#draft, event)) return
    if (foldChatEvent(this.#draft, event)) return
    if (event['error'] !== undefined) this.#draft.error = errorText(event['error'])
  }

  #readJson(): void {
    this.#draft.blocks.clear()
    const { value } = parsePartialJson(this.#json)
    if (!isObject(value)) return
    if (value['object'] === 'response' || Array.isArray(value['output'])) readResponsesAnswer(this.#draft, value)
    else if (Array.isArray(value['choices'])) foldChatEvent(this.#draft, value)
    else if (value['type'] === 'message' || value['type'] === 'error') readMessagesAnswer(this.#draft, value)
    else if (value['error'] !== undefined) this.#draft.error = errorText(value['error'])
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

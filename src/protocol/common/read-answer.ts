/** Reads what a model said, or what went wrong, from a whole answer or stream: what a connection test shows. */
import { createSseFramer, sseData } from '../../codec/stream/sse.ts'
import { isObject, parseObject, stringIn } from './json.ts'
import type { AnswerForm, Json } from './protocol.ts'

export interface AnswerText {
  /** What the model said, as far as it could be read. */
  readonly text: string
  /** The error the body tells of, though its status may be 200; empty when there is none. */
  readonly error: string
}

/** `body` may be cut. Relays answer in each other's protocols, so it is read in all of `forms`, whose shapes have no member in common. */
export const readAnswer = (body: Uint8Array, forms: readonly AnswerForm[]): AnswerText => {
  const whole = parseObject(new TextDecoder().decode(body))
  const values = whole === undefined ? eventsOf(body) : [whole]
  const textOf = (value: Json): string => forms.map((form) => form.whole(value)).find(Boolean) ?? ''
  const deltaOf = (value: Json): string => forms.map((form) => form.delta(value)).find(Boolean) ?? ''
  return {
    text: values.map(textOf).join('') || values.map(deltaOf).join(''),
    error: values.map(errorOf).find(Boolean) ?? '',
  }
}

const eventsOf = (body: Uint8Array): readonly Json[] => {
  const found: Json[] = []
  const framer = createSseFramer(body.byteLength + 1, (event) => {
    if (event === undefined) return
    const value = parseObject(sseData(event).join('\n'))
    if (value !== undefined) found.push(value)
  })
  framer.push(body)
  framer.end()
  return found
}

/** Errors as all makers, and most relays, write them. */
const errorOf = (value: Json): string => {
  const { error, response } = value as { readonly error?: unknown; readonly response?: unknown }
  if (typeof error === 'string' && error !== '') return error
  if (isObject(error)) return stringIn(error, 'message') || stringIn(error, 'code') || 'unnamed error'
  if (value['type'] === 'error') return stringIn(value, 'message') || 'unnamed error'
  return value['type'] === 'response.failed' && isObject(response) ? errorOf(response) || 'response.failed' : ''
}

/** Reads what a model said, or what went wrong, from the answer to a connection test, in the shapes of Messages, Responses and Chat Completions. */
import { createSseFramer, sseData } from '../../codec/stream/sse.ts'

export interface AnswerText {
  /** What the model said, as far as it could be read. */
  readonly text: string
  /** The error the body tells of, though its status may be 200; empty when there is none. */
  readonly error: string
}

/** What one whole answer or one event says; empty when it is none the service knows. */
export type ReadText = (value: Readonly<Record<string, unknown>>) => string

/** `body` may be cut. `ownText` reads the service's own shape, if it has one. */
export const readAnswer = (body: Uint8Array, ownText: ReadText = () => ''): AnswerText => {
  const whole = parseJson(new TextDecoder().decode(body))
  const values = whole === undefined ? eventsOf(body) : [whole]
  const complete = values.map((value) => textOf(value) || ownText(value)).join('')
  return {
    text: complete === '' ? values.map(deltaOf).join('') : complete,
    error: values.map(errorOf).find(Boolean) ?? '',
  }
}

type Json = Readonly<Record<string, unknown>>

const eventsOf = (body: Uint8Array): readonly Json[] => {
  const found: Json[] = []
  const framer = createSseFramer(body.byteLength + 1, (event) => {
    if (event === undefined) return
    const value = parseJson(sseData(event).join('\n'))
    if (value !== undefined) found.push(value)
  })
  framer.push(body)
  framer.end()
  return found
}

const parseJson = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Text of a whole answer. */
const textOf = (value: Json): string => {
  if (Array.isArray(value['content'])) return join(value['content'], textOfPart)
  if (Array.isArray(value['output'])) return join(value['output'], (item) => textOf(item))
  if (Array.isArray(value['choices'])) return join(value['choices'], (choice) => stringIn(choice['message'], 'content'))
  return isObject(value['response']) ? textOf(value['response']) : ''
}

/** Text of one event of a stream. */
const deltaOf = (event: Json): string => {
  const { delta, choices } = event as { readonly delta?: unknown; readonly choices?: unknown }
  if (event['type'] === 'response.output_text.delta' && typeof delta === 'string') return delta
  if (event['type'] === 'content_block_delta') return stringIn(delta, 'text')
  return Array.isArray(choices) ? join(choices, (choice) => stringIn(choice['delta'], 'content')) : ''
}

/** Errors as Anthropic, OpenAI and most relays write them. */
const errorOf = (value: Json): string => {
  const { error, response } = value as { readonly error?: unknown; readonly response?: unknown }
  if (typeof error === 'string' && error !== '') return error
  if (isObject(error)) return stringIn(error, 'message') || stringIn(error, 'code') || 'unnamed error'
  if (value['type'] === 'error') return stringIn(value, 'message') || 'unnamed error'
  return value['type'] === 'response.failed' && isObject(response) ? errorOf(response) || 'response.failed' : ''
}

const textOfPart = (part: Json): string => stringIn(part, 'text')

const join = (list: readonly unknown[], read: (item: Json) => string): string =>
  list.map((item) => (isObject(item) ? read(item) : '')).join('')

const stringIn = (value: unknown, key: string): string => {
  const found = isObject(value) ? value[key] : undefined
  return typeof found === 'string' ? found : ''
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

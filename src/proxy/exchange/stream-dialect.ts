/** How a service's answers say that they failed, and that they have begun to say something. */
import type { ProblemCode } from '../../contract/problem.ts'

export interface StreamDialect {
  /** Types of events that say that the answer failed. */
  readonly errorTypes: readonly string[]
  /** Types of events that come before any content; unknown types count as content. */
  readonly preludeTypes: readonly string[]
  /** Words of which one stands in every JSON answer that is an error, so that most need not be parsed to know that they are none. */
  readonly errorWords: readonly string[]
  /** Whether a whole JSON answer is an error. */
  readonly isErrorBody: (value: Readonly<Record<string, unknown>>) => boolean
  /** One event that tells the client that its stream ends with an error. */
  readonly errorEvent: (problem: {
    readonly code: ProblemCode
    readonly message: string
    readonly requestId: string
  }) => string
}

export type EventMeaning = 'error' | 'prelude' | 'content' | 'nothing'

/** What one event means. `text` is the event as it stands in the stream, without its blank line. */
export const meaningOf = (dialect: StreamDialect, text: string): EventMeaning => {
  const type = typeOf(text)
  if (type === undefined) return 'nothing'
  if (dialect.errorTypes.includes(type)) return 'error'
  return dialect.preludeTypes.includes(type) ? 'prelude' : 'content'
}

/** Whether an event in these bytes can mean `error` at all; cheap, and wrong only in the direction of yes. */
export const mayBeError = (dialect: StreamDialect, bytes: Buffer): boolean =>
  bytes.includes('error') || dialect.errorTypes.some((type) => bytes.includes(type))

/** Whether a JSON answer can be an error at all; cheap, and wrong only in the direction of yes. Any word may be written in escapes. */
export const mayBeErrorBody = ({ errorWords }: StreamDialect, bytes: Buffer): boolean =>
  errorWords.some((word) => bytes.includes(word)) || bytes.includes('\\u00')

/** The event's own name, or the `type` of its data; undefined for a comment. */
const typeOf = (text: string): string | undefined => {
  const name = field(text, 'event')
  if (name !== undefined) return name
  const data = field(text, 'data')
  if (data === undefined) return undefined
  return /^\s*\{\s*"type"\s*:\s*"([^"\\]*)"/.exec(data)?.[1] ?? parsedType(data)
}

const field = (text: string, name: string): string | undefined => {
  const found = new RegExp(`(?:^|[\\r\\n])${name}:[ ]?([^\\r\\n]*)`).exec(text)
  return found?.[1]
}

const parsedType = (data: string): string => {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string')
      return value.type
    if (typeof value === 'object' && value !== null && 'error' in value) return 'error'
  } catch {
    // Data that is no JSON is somebody's content.
  }
  return ''
}

/** A whole answer as JSON object, or undefined. */
export const jsonObject = (bytes: Buffer): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

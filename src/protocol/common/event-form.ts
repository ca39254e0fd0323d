/** What events mean in protocols whose events say their type. */
import { isObject } from './json.ts'
import type { EventForm } from './protocol.ts'

/** Types of events, by what they mean. Types in none of the lists are content. */
export interface EventTypes {
  readonly prelude: readonly string[]
  readonly terminal: readonly string[]
  readonly error: readonly string[]
}

/** Data of the last event of many streams, in place of JSON. */
export const DONE = '[DONE]'

export const eventForm = ({ prelude, terminal, error }: EventTypes): EventForm => ({
  meaning: (text) => {
    const type = eventType(text)
    if (type === undefined) return 'nothing'
    if (error.includes(type)) return 'error'
    if (terminal.includes(type)) return 'terminal'
    return prelude.includes(type) ? 'prelude' : 'content'
  },
  mayBeError: (bytes) => bytes.includes('error') || error.some((type) => bytes.includes(type)),
})

const NAME = /(?:^|[\r\n])event: ?([^\r\n]*)/
const DATA = /(?:^|[\r\n])data: ?([^\r\n]*)/

/** The event's own name, else the `type` of its data: `error` for data with such a member, empty for any other; undefined for a comment. */
const eventType = (text: string): string | undefined => {
  const name = NAME.exec(text)?.[1]
  if (name !== undefined) return name
  const data = DATA.exec(text)?.[1]
  return data === undefined ? undefined : (/^\s*\{\s*"type"\s*:\s*"([^"\\]*)"/.exec(data)?.[1] ?? parsedType(data))
}

const parsedType = (data: string): string => {
  if (data.trim() === DONE) return DONE
  try {
    const value: unknown = JSON.parse(data)
    if (!isObject(value)) return ''
    if (typeof value['type'] === 'string') return value['type']
    return 'error' in value ? 'error' : ''
  } catch {
    // Data that is no JSON is somebody's content.
    return ''
  }
}

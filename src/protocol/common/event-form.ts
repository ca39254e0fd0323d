/** What events mean in protocols whose events say their type. */
import { isObject } from '../../codec/json/is-object.ts'
import type { EventForm, EventMeaning, Json } from './protocol.ts'

/** Types of events, by what they mean. Types in none of the lists are content. */
export interface EventTypes {
  readonly prelude: readonly string[]
  readonly terminal: readonly string[]
  readonly error: readonly string[]
  /** Whether data without a type is a part of an answer; anything else without one says nothing. */
  readonly isPart: (data: Json) => boolean
  /** What stands in the last event of a stream and in no other: see `EventForm.saysEnd`. */
  readonly endMarks: readonly string[]
}

/** Data of the last event of many streams, in place of JSON. */
export const DONE = '[DONE]'

/** A chunk of Chat Completions, which relays send for everything. */
export const isChatChunk = (data: Json): boolean => Array.isArray(data['choices'])

export const eventForm = (types: EventTypes): EventForm => {
  const listed = listOf(types)
  return {
    meaning: (text) => {
      const name = NAME.exec(text)?.[1]?.trim()
      const known = name === undefined ? undefined : listed.get(name)
      if (known !== undefined) return known
      const data = DATA.exec(text)?.[1]
      const type = data === undefined ? undefined : typeOf(data, types)
      if (type !== undefined) return listed.get(type) ?? 'content'
      return name === undefined || name === NO_NAME ? 'nothing' : 'content'
    },
    mayBeError: (bytes) => bytes.includes('error') || types.error.some((type) => bytes.includes(type)),
    saysEnd: (bytes) => types.endMarks.some((mark) => bytes.includes(mark)),
  }
}

const listOf = ({ prelude, terminal, error }: EventTypes): ReadonlyMap<string, EventMeaning> =>
  new Map<string, EventMeaning>([
    ...prelude.map((type) => [type, 'prelude'] as const),
    ...terminal.map((type) => [type, 'terminal'] as const),
    ...error.map((type) => [type, 'error'] as const),
  ])

/** Whether an event says nothing but that the stream is over. */
export const isDoneMark = (text: string): boolean => DATA.exec(text)?.[1]?.trim() === DONE

const NAME = /(?:^|[\r\n])event: ?([^\r\n]*)/
const DATA = /(?:^|[\r\n])data: ?([^\r\n]*)/
/** What an event is called that has no name (WHATWG HTML, section 9.2.6). */
const NO_NAME = 'message'

/** The `type` of data: `error` for data with such a member, empty for another part of an answer; undefined for what is none. */
const typeOf = (data: string, { isPart }: EventTypes): string | undefined =>
  /^\s*\{\s*"type"\s*:\s*"([^"\\]*)"/.exec(data)?.[1] ?? parsedType(data, isPart)

const parsedType = (data: string, isPart: EventTypes['isPart']): string | undefined => {
  if (data.trim() === DONE) return DONE
  try {
    const value: unknown = JSON.parse(data)
    if (!isObject(value)) return undefined
    if (typeof value['type'] === 'string') return value['type']
    if (value['error'] !== undefined && value['error'] !== null) return 'error'
    return isPart(value) ? '' : undefined
  } catch {
    return undefined
  }
}

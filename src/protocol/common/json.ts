/** Reads JSON that came from outside: nothing about its shape is taken for granted, and nothing throws. */
import type { Json } from './protocol.ts'

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text as a JSON object; undefined when it is anything else. */
export const parseObject = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A member that is a text; empty when it is none, or `value` no object. */
export const stringIn = (value: unknown, key: string): string => {
  const found = isObject(value) ? value[key] : undefined
  return typeof found === 'string' ? found : ''
}

/** The texts that `read` finds in the objects of a list, joined; empty when `list` is none. */
export const joinTexts = (list: unknown, read: (item: Json) => string): string =>
  Array.isArray(list) ? list.map((item) => (isObject(item) ? read(item) : '')).join('') : ''

/** Reads JSON that came from outside: nothing about its shape is taken for granted, and nothing throws. */
import { isObject } from '../../codec/json/is-object.ts'
import type { Json } from './protocol.ts'

/** A text as a JSON object; undefined when it is anything else. */
export const parseObject = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

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

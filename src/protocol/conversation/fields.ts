/** Fields of JSON that may hold anything, as texts and lists for people. */
import { isObject } from '../../codec/json/is-object.ts'
import type { Json } from '../common/protocol.ts'
import type { Block } from './conversation.ts'

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The objects in a list; none when it is no list. */
export const objectsOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** A text as it is, anything else as JSON. */
export const pretty = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '')

/** What nobody here knows, shown as it is. */
export const other = (block: Json, type = textOf(block['type'])): Block => ({
  kind: 'other',
  type,
  json: pretty(block),
})

/** An error of any protocol, as one line; never empty, for the error is there. */
export const errorText = (error: unknown): string => {
  if (typeof error === 'string' && error !== '') return error
  const { type, status, code, message } = isObject(error) ? error : {}
  const words = [textOf(type) || textOf(status), textOf(code), textOf(message)].filter((word) => word !== '')
  return words.join(': ') || 'unnamed error'
}

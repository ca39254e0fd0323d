/** Writes edited settings into the text of their document: only what differs is touched, so that unknown keys, order and form stay. */
import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../codec/json/is-object.ts'
import type { JsonPath } from '../../codec/json/json-text.ts'
import type { Document } from '../../store/config/document.ts'
import { withoutMark } from '../../store/config/json-document.ts'
import { drop, put, valueAt } from '../../store/config/json-edit.ts'

/** Throws `DocumentError` when the present text cannot be read: it must be mended first, or something of it would be lost. */
export const mergeSettings = <T>(document: Document<T>, text: string, settings: unknown): string => {
  const before: unknown = document.parse(text)
  return merge(withoutMark(text), [], { before, after: settings })
}

interface Change {
  readonly before: unknown
  readonly after: unknown
}

const merge = (text: string, path: JsonPath, { before, after }: Change): string => {
  if (isDeepStrictEqual(before, after) || after === undefined) return text
  if (isObject(before) && isObject(after)) return mergeObject(text, path, before, after)
  const list = valueAt(text, path)
  if (Array.isArray(after) && Array.isArray(before) && Array.isArray(list) && isSameLength(before, after, list)) {
    return after.reduce<string>(
      (changed, item: unknown, index) => merge(changed, [...path, index], { before: before[index], after: item }),
      text,
    )
  }
  return put(text, path, after)
}

type Fields = Readonly<Record<string, unknown>>

const mergeObject = (text: string, path: JsonPath, before: Fields, after: Fields): string => {
  const gone = Object.keys(before).filter((key) => after[key] === undefined)
  const less = gone.reduce((changed, key) => drop(changed, [...path, key]), text)
  return Object.keys(after).reduce(
    (changed, key) => merge(changed, [...path, key], { before: before[key], after: after[key] }),
    less,
  )
}

const isSameLength = (...lists: readonly (readonly unknown[])[]): boolean =>
  new Set(lists.map((list) => list.length)).size === 1

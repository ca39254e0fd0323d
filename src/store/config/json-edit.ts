/**
 * Edits of a document's text for people's acts (add, rename, remove): everything outside the edit stays byte for byte, a byte order
 * mark too. What is JSON is checked first, so that an edit never works on a text it does not understand.
 */

import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../codec/json/is-object.ts'
import { findJson, type JsonPath, removeJson, setJson } from '../../codec/json/json-text.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { KnownReason } from '../../contract/reason/reasons.ts'
import { DocumentError } from './document.ts'
import { orEmptyObject, readJson, withoutMark } from './json-document.ts'

/** Applies an edit to the text of an object. Throws `DocumentError` when the text is something else; `subject` names it. */
export const editObject = (subject: string, text: string, edit: (plain: string) => string): string => {
  const plain = orEmptyObject(withoutMark(text))
  const { value, complain } = readJson(subject, plain)
  if (!isObject(value)) throw complain([], { code: 'must-be-object', params: {} })
  const changed = edit(plain)
  if (changed === plain) return text
  return text.slice(0, text.length - withoutMark(text).length) + changed
}

/** The value at a path, undefined when there is none. */
export const valueAt = (text: string, path: JsonPath): unknown => {
  const node = findJson(text, path)
  return node === undefined ? undefined : (JSON.parse(text.slice(node.offset, node.offset + node.length)) as unknown)
}

/** Sets a value, unless it is there already in whatever form: `10.0` stays when 10 is set. */
export const put = (text: string, path: JsonPath, value: unknown): string =>
  isDeepStrictEqual(valueAt(text, path), value) ? text : setJson(text, path, value)

/** Takes a key out, as often as it is repeated: otherwise an earlier one would begin to count. */
export const drop = (text: string, path: JsonPath): string => {
  const less = removeJson(text, path)
  return less === text ? text : drop(less, path)
}

/** Takes one element out of a list. */
export const dropElement = (text: string, path: JsonPath): string => removeJson(text, path)

/** Gives a key another name, as often as it is repeated. Its place and its value stay. */
export const renameKey = (text: string, path: JsonPath, name: string): string => {
  const key = findJson(text, path)?.parent?.children?.[0]
  if (key === undefined || key.value === name) return text
  const renamed = text.slice(0, key.offset) + JSON.stringify(name) + text.slice(key.offset + key.length)
  return renameKey(renamed, path, name)
}

/** An act on a named thing is not possible as things stand. */
export class EditError extends DocumentError {
  readonly kind: 'unknown' | 'taken' | 'disabled' | 'invalid'

  constructor(kind: EditError['kind'], reason: KnownReason, message = inEnglish(reason)) {
    super(message, { reason })
    this.name = 'EditError'
    this.kind = kind
  }
}

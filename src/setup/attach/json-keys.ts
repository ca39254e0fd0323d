/** Sets keys in a person's JSON file in such a way that exactly these can be taken back later, whatever was edited in between. */
import { createHash } from 'node:crypto'
import { isObject } from '../../codec/json/is-object.ts'
import { findJson, type JsonPath, JsonTextError, removeJson, setJson } from '../../codec/json/json-text.ts'
import { DocumentError } from '../../store/config/document.ts'
import { orEmptyObject, readJson, withoutMark } from '../../store/config/json-document.ts'
import { type Attached, ClientFileError, type Detached, type Undo } from './client-setup.ts'

/** A key below the top of the file, and its value. */
export interface KeyValue {
  readonly path: readonly string[]
  readonly value: string
}

/** `strict`: comments make the file unreadable for its client. `comments`: they do not. */
export type JsonForm = 'strict' | 'comments'

/** Short proof that a text is the one that was written, without repeating it. */
export const textHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** `text` undefined: there is no file. Throws `ClientFileError`. */
export const attachKeys = (
  text: string | undefined,
  entries: readonly KeyValue[],
  form: JsonForm = 'strict',
): Attached => {
  const plain = readableJson(text ?? '{}\n', form)
  const undo: Undo = {
    existed: text !== undefined,
    blank: text !== undefined && withoutMark(text).trim() === '' ? withoutMark(text) : null,
    keys: entries.map(({ path, value }) => ({
      path,
      before: sourceAt(plain, path) ?? null,
      hash: textHash(JSON.stringify(value)),
    })),
    made: holdersOf(entries).filter((path) => path.length > 0 && findJson(plain, path) === undefined),
    hollow: holdersOf(entries).flatMap((path) => hollowAt(plain, path)),
    open: false,
  }
  for (const holder of holdersOf(entries)) checkHolder(plain, holder)
  const changed = entries.reduce((whole, { path, value }) => setKey(whole, path, JSON.stringify(value)), plain)
  return { text: markOf(text ?? '') + changed, undo }
}

/** Throws `ClientFileError`. */
export const detachKeys = (text: string, undo: Undo, form: JsonForm = 'strict'): Detached => {
  const left: string[] = []
  const plain = readableJson(text, form)
  const taken = undo.keys.reduceRight((whole, { path, before, hash }) => {
    const present = sourceAt(whole, path)
    if (present === undefined) return whole
    if (textHash(present) === hash) return before === null ? removeJson(whole, path) : setKey(whole, path, before)
    if (present !== before) left.unshift(path.join('.'))
    return whole
  }, plain)
  if (taken === plain) return { text, left }
  const bare = refill(undo.made.reduceRight(removeEmpty, taken), undo)
  if (isBare(bare) && !undo.existed) return { text: undefined, left }
  return { text: markOf(text) + (isBare(bare) ? (undo.blank ?? bare) : bare), left }
}

/** The text as JSON of an object, without its mark. Throws `ClientFileError`. */
export const readableJson = (text: string, form: JsonForm = 'strict'): string => {
  const plain = orEmptyObject(withoutMark(text))
  if (form === 'comments' && isCommentedObject(plain)) return plain
  try {
    if (isObject(readJson('the file', plain).value)) return plain
  } catch (error) {
    if (error instanceof DocumentError)
      throw new ClientFileError({ code: 'client-file-broken', params: { line: error.line } })
    throw error
  }
  throw new ClientFileError({ code: 'client-file-no-object', params: {} })
}

const isCommentedObject = (text: string): boolean => {
  try {
    return findJson(text, [])?.type === 'object'
  } catch (error) {
    if (error instanceof JsonTextError) return false
    throw error
  }
}

const markOf = (text: string): string => text.slice(0, text.length - withoutMark(text).length)

/** The objects around the keys, the outermost first, each once. */
const holdersOf = (entries: readonly KeyValue[]): readonly (readonly string[])[] => {
  const paths = entries.flatMap(({ path }) => path.map((_, depth) => path.slice(0, depth)))
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()]
}

const hollowAt = (text: string, path: JsonPath): Undo['hollow'] => {
  const node = findJson(text, path)
  if (node?.type !== 'object' || (node.children?.length ?? 0) > 0) return []
  return [{ path: path.map(String), text: text.slice(node.offset + 1, node.offset + node.length - 1) }]
}

const checkHolder = (text: string, path: readonly string[]): void => {
  const holder = findJson(text, path)
  if (holder !== undefined && holder.type !== 'object')
    throw new ClientFileError({ code: 'client-key-no-object', params: { key: path.join('.') } })
}

const sourceAt = (text: string, path: JsonPath): string | undefined => {
  const node = findJson(text, path)
  return node === undefined ? undefined : text.slice(node.offset, node.offset + node.length)
}

/** Puts a source text in the place of a value as it is; a new key is written by the JSON editor. */
const setKey = (text: string, path: JsonPath, source: string): string => {
  const node = findJson(text, path)
  if (node === undefined) return setJson(text, path, JSON.parse(source))
  return text.slice(0, node.offset) + source + text.slice(node.offset + node.length)
}

const removeEmpty = (text: string, path: JsonPath): string => {
  const node = findJson(text, path)
  return node?.type === 'object' && (node.children?.length ?? 0) === 0 ? removeJson(text, path) : text
}

/** Gives objects that are empty again the white space they had. */
const refill = (text: string, undo: Undo): string =>
  undo.hollow.reduceRight((whole, { path, text: inner }) => {
    const node = findJson(whole, path)
    if (node?.type !== 'object' || node.length !== 2) return whole
    return `${whole.slice(0, node.offset + 1)}${inner}${whole.slice(node.offset + 1)}`
  }, text)

const isBare = (text: string): boolean => /^\s*\{\s*\}\s*$/.test(text)

/**
 * Reads a document's text as strict JSON and holds it against a schema. Every complaint names the field and the line, and none
 * repeats a value, because values may be secrets.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { z } from 'zod'
import type { ClaimReason, TextReason } from '../../contract/reason/document-reasons.ts'
import { english } from '../../contract/reason/messages/en.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { sentenceAbout } from '../../contract/reason/messages/sentence.ts'
import { type Document, DocumentError } from './document.ts'
import { complaintOf } from './json-complaint.ts'

export type JsonPath = readonly (string | number)[]

/** 1-based line and column (UTF-16 units). */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** A text that is JSON, with the places of its parts. */
export interface JsonText {
  /** As `JSON.parse` gives it: of a repeated key the last one counts. */
  readonly value: unknown
  /** Names of the top-level object in file order, also those that look like numbers; empty when it is no object. */
  readonly names: readonly string[]
  /** Members of the top-level object that another one of the same name follows. */
  readonly repeated: readonly (TextPlace & { readonly name: string })[]
  /** Where the part at `path` stands, or the deepest that is there on the way to it. */
  readonly placeOf: (path: JsonPath) => TextPlace
  /** A complaint about the part at `path`: `Cannot read "claude.json": prod.weight must be a number (line 4, column 15)`. */
  readonly complain: (path: JsonPath, claim: ClaimReason) => DocumentError
}

export interface JsonDocumentOptions<Schema extends z.ZodType> {
  readonly id: string
  readonly file: string
  readonly schema: Schema
  readonly template: string
  readonly whenUnreadable: 'refuse' | 'empty'
  /** False where no secret can stand in the text; absent: true, so that one that was forgotten shows too little. */
  readonly secret?: boolean
  readonly isWord?: (path: JsonPath) => boolean
  /** What the schema cannot say. Throws what `json.complain` makes. */
  readonly check?: (value: z.output<Schema>, json: JsonText) => void
}

export const jsonDocument = <Schema extends z.ZodType>(
  options: JsonDocumentOptions<Schema>,
): Document<z.output<Schema>> => {
  const { id, file, schema, template, whenUnreadable, secret = true, isWord, check } = options
  const parse = (text: string): z.output<Schema> => {
    const json = readJson(`"${file}"`, text)
    const value = checkSchema(schema, json)
    check?.(value, json)
    return value
  }
  const own = { id, file, template, whenUnreadable, secret, schema, parse, empty: parse(template) }
  return isWord === undefined ? own : { ...own, isWord }
}

const BYTE_ORDER_MARK = '\uFEFF'

/** The text without a byte order mark, which editors on Windows put before it. */
export const withoutMark = (text: string): string => (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text)

/** For edits, which may begin with nothing: a text of nothing but white space stands for an object without keys. */
export const orEmptyObject = (text: string): string => (withoutMark(text).trim() === '' ? '{}' : text)

/**
 * Throws `DocumentError` when the text is not strict JSON (no comments, no trailing commas). `subject` is what complaints say cannot be
 * read, for example `"claude.json"` with its quotes.
 */
export const readJson = (subject: string, text: string): JsonText => {
  const plain = withoutMark(text)
  const { root, error } = treeOf(plain)
  const value = parsedValue(plain)
  if (value === undefined || root === undefined) throw notJson(subject, plain, error)
  const members = root.type === 'object' ? (root.children ?? []) : []
  const names = members.map((property) => nameOf(property))
  const last = new Map(names.map((name, index) => [name, index]))
  const placeAt = placesIn(plain)
  const offsetOf = offsetsIn(root)
  const placeOf = (path: JsonPath) => placeAt(offsetOf(path))
  return {
    value: value.value,
    names: [...new Set(names)],
    repeated: members.flatMap((member, index) => {
      const name = nameOf(member)
      return last.get(name) === index ? [] : [{ name, ...placeAt(member.offset) }]
    }),
    placeOf,
    complain: (path, claim) => {
      const place = placeOf(path)
      const field = path.join('.')
      const told = sentenceAbout(english, field, claim)
      const message = `Cannot read ${subject}: ${told} (line ${place.line}, column ${place.column})`
      return new DocumentError(message, { field, ...place, reason: claim })
    },
  }
}

/** The value in the schema's terms. Throws `DocumentError` for the first thing that is wrong. */
export const checkSchema = <Schema extends z.ZodType>(schema: Schema, json: JsonText): z.output<Schema> => {
  const result = schema.safeParse(json.value)
  if (result.success) return result.data
  const { path, claim } = complaintOf(result.error.issues)
  throw json.complain(path, claim)
}

/** `JSON.parse` decides what is JSON; the tree only says where things stand. */
const parsedValue = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

const treeOf = (text: string): { root: Node | undefined; error: ParseError | undefined } => {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { disallowComments: true })
    return { root, error: errors[0] }
  } catch (error) {
    // The tree builder calls itself per level, so a text of nothing but brackets exhausts the stack.
    if (error instanceof RangeError) return { root: undefined, error: undefined }
    throw error
  }
}

/** What the parser finds fault with. */
const FAULTS: Readonly<Record<string, TextReason['code']>> = {
  InvalidSymbol: 'json-symbol',
  InvalidNumberFormat: 'json-number',
  PropertyNameExpected: 'json-property-name',
  ValueExpected: 'json-value',
  ColonExpected: 'json-colon',
  CommaExpected: 'json-comma',
  CloseBraceExpected: 'json-brace',
  CloseBracketExpected: 'json-bracket',
  EndOfFileExpected: 'json-end',
  InvalidCommentToken: 'json-comment',
  UnexpectedEndOfComment: 'json-comment',
  UnexpectedEndOfString: 'json-text-end',
  UnexpectedEndOfNumber: 'json-number',
  InvalidUnicode: 'json-unicode',
  InvalidEscapeCharacter: 'json-escape',
  InvalidCharacter: 'json-character',
}

const notJson = (subject: string, text: string, error: ParseError | undefined): DocumentError => {
  if (text.trim() === '') return unreadable(subject, 'file-empty', { line: 1, column: 1 })
  if (error === undefined) return unreadable(subject, 'json-too-deep')
  return unreadable(subject, FAULTS[printParseErrorCode(error.error)] ?? 'not-json', placesIn(text)(error.offset))
}

const unreadable = (subject: string, code: TextReason['code'], place?: TextPlace): DocumentError => {
  const reason = { code, params: {} } as const
  const where = place === undefined ? '' : ` (line ${place.line}, column ${place.column})`
  return new DocumentError(`Cannot read ${subject}: ${inEnglish(reason)}${where}`, { ...place, reason })
}

/** 1-based line and column (UTF-16 units) of an offset; CR, LF and CRLF all end a line. The text is gone through once, with the first question. */
const placesIn = (text: string): ((offset: number) => TextPlace) => {
  let starts: readonly number[] | undefined
  return (offset) => {
    starts ??= [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)]
    const line = countUpTo(starts, offset)
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 }
  }
}

/** How many of these rising numbers are not above `most`. */
const countUpTo = (rising: readonly number[], most: number): number => {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) <= most) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Where the deepest part on the way to a path stands: the value itself, or the object that lacks it. Each object is gone through once, so
 * that ten thousand complaints about ten thousand entries are no hundred million steps.
 */
const offsetsIn = (root: Node): ((path: JsonPath) => number) => {
  const members = new Map<Node, ReadonlyMap<string, Node | undefined>>()
  const membersOf = (node: Node): ReadonlyMap<string, Node | undefined> => {
    const known = members.get(node)
    if (known !== undefined) return known
    const found = new Map((node.children ?? []).map((property) => [nameOf(property), property.children?.[1]]))
    members.set(node, found)
    return found
  }
  const childOf = (node: Node, key: string | number): Node | undefined => {
    if (node.type === 'array') return node.children?.[Number(key)]
    return node.type === 'object' ? membersOf(node).get(String(key)) : undefined
  }
  return (path) => {
    let node = root
    for (const key of path) {
      const next = childOf(node, key)
      if (next === undefined) break
      node = next
    }
    return node.offset
  }
}

const nameOf = (property: Node): string => String(property.children?.[0]?.value)

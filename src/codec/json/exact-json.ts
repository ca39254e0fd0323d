/**
 * JSON read and written without losing anything: numbers keep their digits, and every object and array knows the text it was read
 * from, so that arguments, schemas and signed items go on as they came. Grammar: RFC 8259.
 */
import { finish, type Work } from '../work/work.ts'
import { ExactParser, type JsonSpan } from './exact-parser.ts'

/** A value that is written as this text: a number whose digits JavaScript would change, or a part of a document as it stood there. */
export class RawJson {
  readonly text: string
  /** What a document has read already; it keeps nothing else of the document alive. */
  readonly #known: Json | undefined
  #seen: { readonly read: ReadText | undefined } | undefined

  constructor(text: string, known?: Json) {
    this.text = text
    this.#known = known
  }

  /** What the text says, where a document has read it already. */
  get known(): Json | undefined {
    return this.#known
  }

  /** What the text says; undefined when it is no JSON. */
  get value(): Json | undefined {
    return this.#known ?? this.read?.value
  }

  /** The text with its parts, read once; undefined when it is no JSON. */
  get read(): ReadText | undefined {
    this.#seen ??= { read: readText(this.text) }
    return this.#seen.read
  }
}

/** What a text says. `raw`: a part of it as it was written. */
export interface ReadText {
  readonly value: Json
  readonly raw: (part: Json) => RawJson
}

export type Json = null | boolean | number | string | RawJson | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

export interface JsonDocument {
  readonly text: string
  readonly value: Json
  /** Where an object or array of this document stands in its text. */
  readonly span: (value: object) => JsonSpan | undefined
  /** A value of this document as it was written there; of any other value its text. */
  readonly raw: (value: Json) => RawJson
}

/** Reads one JSON text; a byte order mark before it is ignored. Throws `ExactJsonError`. */
export const parseJson = (text: string): JsonDocument => finish(parsingJson(text))

/** The same in slices, for texts of any length. */
export function* parsingJson(text: string): Work<JsonDocument> {
  const parser = new ExactParser(text, (digits) => new RawJson(digits))
  const value = yield* parser.document()
  const span = (part: object): JsonSpan | undefined => parser.span(part)
  const raw = (part: Json): RawJson => {
    const place = typeof part === 'object' && part !== null ? span(part) : undefined
    if (place !== undefined) return new RawJson(text.slice(place.start, place.end), part)
    return part instanceof RawJson ? part : new RawJson(writeJson(part))
  }
  return { text, value, span, raw }
}

/** The JSON text of a value; members that are undefined are left out, `RawJson` stands as it is. */
export const writeJson = (value: unknown): string => {
  if (value instanceof RawJson) return value.text
  if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : writeJson(item))).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  let written = ''
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) written += `${written === '' ? '' : ','}${JSON.stringify(name)}:${writeJson(member)}`
  }
  return `{${written}}`
}

/** The value behind a raw text, or undefined when it is no JSON. */
export const readJson = (raw: RawJson | string): Json | undefined =>
  typeof raw === 'string' ? readText(raw)?.value : raw.value

const readText = (text: string): ReadText | undefined => {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

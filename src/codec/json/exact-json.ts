/**
 * JSON read and written without losing anything: numbers keep their digits, and every object and array knows the text it was read
 * from, so that arguments, schemas and signed items go on as they came. Nested deeper than `DEEPEST` is refused, so that no input
 * can exhaust the stack. Grammar: RFC 8259.
 */

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

/** Character offsets, end exclusive. */
export interface JsonSpan {
  readonly start: number
  readonly end: number
}

export interface JsonDocument {
  readonly text: string
  readonly value: Json
  /** Where an object or array of this document stands in its text. */
  readonly span: (value: object) => JsonSpan | undefined
  /** A value of this document as it was written there; of any other value its text. */
  readonly raw: (value: Json) => RawJson
}

/** The text is not JSON, or nested too deeply. */
export class ExactJsonError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ExactJsonError'
  }
}

/** Levels of objects and arrays that are read. */
const DEEPEST = 512

/** Reads one JSON text; a byte order mark before it is ignored. Throws `ExactJsonError`. */
export const parseJson = (text: string): JsonDocument => {
  const parser = new Parser(text)
  const value = parser.document()
  const span = (part: object): JsonSpan | undefined => parser.spans.get(part)
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

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORDS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]
/** What makes a string more than its slice: an escape, or a control character that JSON forbids there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_PLAIN = /[\\\u0000-\u001f]/

class Parser {
  readonly spans = new Map<object, JsonSpan>()
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): Json {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1
    const value = this.#value()
    this.#space()
    if (this.#at !== this.#text.length) this.#fail()
    return value
  }

  #value(): Json {
    this.#space()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  #nested<T extends object>(read: () => T): T {
    const start = this.#at
    this.#depth += 1
    if (this.#depth > DEEPEST) throw new ExactJsonError(`The JSON is nested deeper than ${DEEPEST} levels`)
    this.#at += 1
    const value = read()
    this.#depth -= 1
    this.spans.set(value, { start, end: this.#at })
    return value
  }

  #object(): JsonObject {
    const value: Record<string, Json> = {}
    if (this.#next() === '}') return this.#closed(value)
    for (;;) {
      if (this.#next() !== '"') this.#fail()
      const name = this.#string()
      if (this.#next() !== ':') this.#fail()
      this.#at += 1
      const member = this.#value()
      if (name === '__proto__') {
        Object.defineProperty(value, name, { value: member, enumerable: true, configurable: true, writable: true })
      } else value[name] = member
      if (this.#next() === '}') return this.#closed(value)
      this.#comma()
    }
  }

  #array(): Json[] {
    const value: Json[] = []
    if (this.#next() === ']') return this.#closed(value)
    for (;;) {
      value.push(this.#value())
      if (this.#next() === ']') return this.#closed(value)
      this.#comma()
    }
  }

  #closed<T>(value: T): T {
    this.#at += 1
    return value
  }

  #comma(): void {
    if (this.#text[this.#at] !== ',') this.#fail()
    this.#at += 1
  }

  #string(): string {
    const start = this.#at + 1
    let end = this.#text.indexOf('"', start)
    while (end > 0 && this.#isEscaped(start, end)) end = this.#text.indexOf('"', end + 1)
    if (end < 0) this.#fail()
    this.#at = end + 1
    const plain = this.#text.slice(start, end)
    return NOT_PLAIN.test(plain) ? this.#unescaped(start, end) : plain
  }

  #isEscaped(start: number, quote: number): boolean {
    let at = quote
    while (at > start && this.#text.charCodeAt(at - 1) === 0x5c) at -= 1
    return (quote - at) % 2 === 1
  }

  #unescaped(start: number, end: number): string {
    try {
      return JSON.parse(this.#text.slice(start - 1, end + 1))
    } catch {
      return this.#fail()
    }
  }

  #scalar(): Json {
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    NUMBER.lastIndex = this.#at
    const digits = NUMBER.exec(this.#text)?.[0]
    if (digits === undefined) return this.#fail()
    this.#at += digits.length
    const number = Number(digits)
    return String(number) === digits ? number : new RawJson(digits)
  }

  #next(): string | undefined {
    this.#space()
    return this.#text[this.#at]
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at += 1
    }
  }

  #fail(): never {
    throw new ExactJsonError(`The text is no JSON at character ${this.#at}`)
  }
}

/**
 * Reads a JSON text (RFC 8259) in slices, however it is made: deep nesting costs an entry of a list, a long string is read in pieces, and what
 * holds more values than anybody means is refused, for they take many times the memory of their text.
 */
import type { Work } from '../work/work.ts'
import { NOT_PLAIN, readEscapes } from './long-string.ts'

/** A value of a document; `Exact` stands for a number whose digits JavaScript would change. */
export type Parsed<Exact> = null | boolean | number | string | Exact | Parsed<Exact>[] | Members<Exact>

export interface Members<Exact> {
  [name: string]: Parsed<Exact>
}

/** Character offsets, end exclusive. */
export interface JsonSpan {
  readonly start: number
  readonly end: number
}

/** The text is not JSON, nested too deeply, or of too many values. */
export class ExactJsonError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ExactJsonError'
  }
}

/** Levels of objects and lists that are read. */
const DEEPEST = 512
/** Objects and lists that are read, each of which takes half a KB by the time it is translated; a conversation of a million tokens has fewer. */
const MOST_HOLDERS = 100_000
/** Values of any kind that are read. */
const MOST_VALUES = 500_000

/** Values, and characters of white space or of one string, that are read in one go. */
const SLICE_VALUES = 1000
const SLICE_CHARACTERS = 256 * 1024
/** Quotes in a string that are passed in one go. */
const SLICE_QUOTES = 10_000

/** What may come next. `string`: the rest of one that was begun. */
type Expected = 'value' | 'first-element' | 'first-key' | 'key' | 'colon' | 'after' | 'string' | 'end'

type Holder<Exact> = Parsed<Exact>[] | Members<Exact>

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

export class ExactParser<Exact> {
  readonly #text: string
  /** A number whose digits JavaScript would change. */
  readonly #exactNumber: (digits: string) => Exact
  /** Which pair of edges is whose. */
  readonly #places = new Map<object, number>()
  /** Start and end of each object and list. */
  readonly #edges: number[] = []
  readonly #holders: Holder<Exact>[] = []
  /** The place of each open holder. */
  readonly #open: number[] = []
  #holder: Holder<Exact> | undefined
  #isList = false
  #name = ''
  #value: Parsed<Exact> = null
  #expected: Expected = 'value'
  #isKey = false
  #at = 0
  /** Where the string at hand begins, and how far its end was looked for. */
  #from = 0
  #seek = 0
  #values = 0

  constructor(text: string, exactNumber: (digits: string) => Exact) {
    this.#text = text
    this.#exactNumber = exactNumber
  }

  /** The value of the whole text. Throws `ExactJsonError`. */
  *document(): Work<Parsed<Exact>> {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1
    for (;;) {
      const long = this.#run()
      if (long !== undefined) this.#takeString(yield* this.#escaped(long.start, long.end))
      if (this.#isOver()) return this.#value
      yield
    }
  }

  /** Where an object or list of this document stands in its text. */
  span(value: object): JsonSpan | undefined {
    const place = this.#places.get(value)
    return place === undefined ? undefined : { start: this.#edges[place] ?? 0, end: this.#edges[place + 1] ?? 0 }
  }

  /** One slice; gives a string that is to be read in pieces. */
  #run(): JsonSpan | undefined {
    const until = this.#values + SLICE_VALUES
    while (this.#values < until) {
      if (this.#expected !== 'string') {
        if (!this.#space() || this.#isOver()) return undefined
        this.#token(this.#text.charCodeAt(this.#at))
        continue
      }
      const found = this.#string()
      if (found === undefined || found.end - found.start > SLICE_CHARACTERS) return found
      this.#takeString(this.#read(found.start, found.end))
    }
    return undefined
  }

  #isOver(): boolean {
    return this.#expected === 'end' && this.#at >= this.#text.length
  }

  #token(code: number): void {
    switch (this.#expected) {
      case 'after':
        this.#after(code)
        break
      case 'colon':
        if (code !== COLON) this.#fail()
        this.#pass('value')
        break
      case 'first-element':
      case 'value':
        if (code === CLOSE_BRACKET && this.#expected === 'first-element') this.#close()
        else this.#begin(code)
        break
      case 'first-key':
      case 'key':
        if (code === CLOSE_BRACE && this.#expected === 'first-key') this.#close()
        else this.#key(code)
        break
      default:
        this.#fail()
    }
  }

  #after(code: number): void {
    if (code === COMMA) this.#pass(this.#isList ? 'value' : 'key')
    else if (code === (this.#isList ? CLOSE_BRACKET : CLOSE_BRACE)) this.#close()
    else this.#fail()
  }

  #pass(expected: Expected): void {
    this.#at += 1
    this.#expected = expected
  }

  #key(code: number): void {
    if (code !== QUOTE) this.#fail()
    this.#beginString(true)
  }

  #begin(code: number): void {
    this.#values += 1
    if (this.#values > MOST_VALUES) throw new ExactJsonError(`The JSON holds more than ${MOST_VALUES} values`)
    if (code === QUOTE) this.#beginString(false)
    else if (code === OPEN_BRACE) this.#hold({}, false)
    else if (code === OPEN_BRACKET) this.#hold([], true)
    else this.#put(this.#scalar())
  }

  #hold(value: Holder<Exact>, isList: boolean): void {
    if (this.#holders.length === DEEPEST) throw new ExactJsonError(`The JSON is nested deeper than ${DEEPEST} levels`)
    if (this.#places.size === MOST_HOLDERS)
      throw new ExactJsonError(`The JSON holds more than ${MOST_HOLDERS} objects and lists`)
    this.#put(value)
    this.#places.set(value, this.#edges.length)
    this.#open.push(this.#edges.length)
    this.#edges.push(this.#at, 0)
    this.#holders.push(value)
    this.#holder = value
    this.#isList = isList
    this.#pass(isList ? 'first-element' : 'first-key')
  }

  #close(): void {
    this.#at += 1
    this.#holders.pop()
    this.#edges[(this.#open.pop() ?? 0) + 1] = this.#at
    this.#holder = this.#holders.at(-1)
    this.#isList = Array.isArray(this.#holder)
    this.#expected = this.#holder === undefined ? 'end' : 'after'
  }

  #put(value: Parsed<Exact>): void {
    const holder = this.#holder
    this.#expected = holder === undefined ? 'end' : 'after'
    if (holder === undefined) this.#value = value
    else if (this.#isList) (holder as Parsed<Exact>[]).push(value)
    else setMember(holder as Members<Exact>, this.#name, value)
  }

  #beginString(isKey: boolean): void {
    this.#isKey = isKey
    this.#from = this.#at + 1
    this.#seek = this.#from
    this.#expected = 'string'
  }

  #takeString(text: string): void {
    if (!this.#isKey) {
      this.#put(text)
      return
    }
    this.#name = text
    this.#expected = 'colon'
  }

  /** Where the text of the string at hand begins and ends; undefined when a slice was searched and it goes on. */
  #string(): JsonSpan | undefined {
    for (let quotes = 0; quotes < SLICE_QUOTES; quotes += 1) {
      const end = this.#text.indexOf('"', this.#seek)
      if (end < 0) this.#fail()
      this.#seek = end + 1
      if (this.#isEscaped(end)) continue
      this.#at = end + 1
      return { start: this.#from, end }
    }
    return undefined
  }

  #isEscaped(quote: number): boolean {
    let at = quote
    while (at > this.#from && this.#text.charCodeAt(at - 1) === 0x5c) at -= 1
    return (quote - at) % 2 === 1
  }

  #read(start: number, end: number): string {
    const plain = this.#text.slice(start, end)
    if (!NOT_PLAIN.test(plain)) return plain
    try {
      return JSON.parse(this.#text.slice(start - 1, end + 1))
    } catch {
      return this.#fail()
    }
  }

  *#escaped(start: number, end: number): Work<string> {
    const read = yield* readEscapes(this.#text, start, end)
    return read ?? this.#fail()
  }

  #scalar(): Parsed<Exact> {
    const code = this.#text.charCodeAt(this.#at)
    if (code === 0x74) return this.#word('true', true)
    if (code === 0x66) return this.#word('false', false)
    if (code === 0x6e) return this.#word('null', null)
    NUMBER.lastIndex = this.#at
    const digits = NUMBER.exec(this.#text)?.[0]
    if (digits === undefined) return this.#fail()
    this.#at += digits.length
    const number = Number(digits)
    return String(number) === digits ? number : this.#exactNumber(digits)
  }

  #word(word: string, value: Parsed<Exact>): Parsed<Exact> {
    if (!this.#text.startsWith(word, this.#at)) return this.#fail()
    this.#at += word.length
    return value
  }

  /** Over white space; false when there is more of it than one slice. */
  #space(): boolean {
    const until = this.#at + SLICE_CHARACTERS
    for (; this.#at < until; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return true
    }
    return false
  }

  #fail(): never {
    throw new ExactJsonError(`The text is no JSON at character ${this.#at}`)
  }
}

const setMember = <Exact>(holder: Members<Exact>, name: string, value: Parsed<Exact>): void => {
  if (name === '__proto__') {
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
  } else holder[name] = value
}

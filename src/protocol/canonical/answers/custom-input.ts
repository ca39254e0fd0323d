/**
 * The bare input of a custom tool while it comes as the member `input` of a JSON object: decoded piece by piece, so that a client
 * sees a long patch grow. Escapes may be cut anywhere.
 */
import { customInput } from '../requests/arguments.ts'

export interface CustomInput {
  /** Takes more of the JSON; returns what can be said of the input now. */
  readonly push: (delta: string) => string
  /** What is left, and whether the arguments were what they should be. */
  readonly end: () => { readonly rest: string; readonly isValid: boolean }
}

/** `isPatch`: models like to put a patch into a Markdown fence, which no tool of patches takes. */
export const createCustomInput = (isPatch: boolean): CustomInput => {
  const string = new StringMember()
  const fence = isPatch ? new FenceGuard() : undefined
  const pass = (text: string): string => fence?.push(text) ?? text
  return {
    push: (delta) => pass(string.push(delta)),
    end: () => {
      if (string.isFound) return { rest: fence?.end() ?? '', isValid: string.isClosed }
      const { input, isValid } = customInput(string.raw)
      return { rest: pass(input) + (fence?.end() ?? ''), isValid }
    },
  }
}

const HEAD = /^\s*\{\s*"input"\s*:\s*"/
/** Characters within which the member begins, or the object is not the usual one. */
const LONGEST_HEAD = 200

/** The value of the first member, when that is a text called `input`. */
class StringMember {
  #raw = ''
  #place: 'head' | 'inside' | 'behind' | 'other' = 'head'
  #escape = ''
  #high = ''

  get isFound(): boolean {
    return this.#place === 'inside' || this.#place === 'behind'
  }

  get isClosed(): boolean {
    return this.#place === 'behind'
  }

  /** All of the JSON, as long as the member was not found. */
  get raw(): string {
    return this.#raw
  }

  push(delta: string): string {
    if (this.#place === 'inside') return this.#decode(delta, 0)
    if (this.#place === 'behind') return ''
    this.#raw += delta
    if (this.#place === 'other') return ''
    const head = HEAD.exec(this.#raw)
    if (head === null) {
      if (this.#raw.length > LONGEST_HEAD) this.#place = 'other'
      return ''
    }
    const text = this.#raw
    this.#raw = ''
    this.#place = 'inside'
    return this.#decode(text, head[0].length)
  }

  #decode(text: string, from: number): string {
    let decoded = ''
    let at = from
    while (at < text.length && this.#place === 'inside') {
      if (this.#escape !== '') {
        decoded += this.#escaped(text[at] ?? '')
        at += 1
        continue
      }
      const next = plainEnd(text, at)
      if (next > at) decoded += this.#unit(text.slice(at, next))
      if (text[next] === '"') this.#place = 'behind'
      if (text[next] === '\\') this.#escape = '\\'
      at = next + 1
    }
    return decoded
  }

  /** One more character of an escape: what it stands for when it is whole. */
  #escaped(character: string): string {
    this.#escape += character
    const isUnicode = this.#escape[1] === 'u'
    if (isUnicode && this.#escape.length < 6) return ''
    const unit = isUnicode
      ? String.fromCharCode(Number.parseInt(this.#escape.slice(2), 16))
      : (SHORT_ESCAPES.get(character) ?? character)
    this.#escape = ''
    return this.#unit(unit)
  }

  /** Half a surrogate pair waits for the other half. */
  #unit(text: string): string {
    const whole = this.#high + text
    const last = whole.charCodeAt(whole.length - 1)
    const isHalf = last >= 0xd800 && last <= 0xdbff
    this.#high = isHalf ? whole.slice(-1) : ''
    return isHalf ? whole.slice(0, -1) : whole
  }
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
])

const SPECIAL = /["\\]/g

/** Where the next quote or backslash stands, or the end. */
const plainEnd = (text: string, from: number): number => {
  SPECIAL.lastIndex = from
  return SPECIAL.exec(text)?.index ?? text.length
}

/** Takes the fence from a text that is wholly inside one; any other text passes at once. */
class FenceGuard {
  readonly #held: string[] = []
  /** The beginning, as long as it does not tell whether there is a fence. */
  #start = ''
  #place: 'start' | 'fenced' | 'plain' = 'start'

  push(text: string): string {
    if (this.#place === 'plain' || text === '') return text
    this.#held.push(text)
    if (this.#place === 'start') this.#place = this.#look(text)
    return this.#place === 'plain' ? this.#release() : ''
  }

  end(): string {
    const held = this.#release()
    const fenced = /^\s*```[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(held)
    return fenced === null ? held : `${fenced[1] ?? ''}\n`
  }

  #look(text: string): 'start' | 'fenced' | 'plain' {
    this.#start = (this.#start + text).trimStart().slice(0, FENCE.length)
    if (this.#start === FENCE) return 'fenced'
    return FENCE.startsWith(this.#start) ? 'start' : 'plain'
  }

  #release(): string {
    this.#place = 'plain'
    return this.#held.splice(0).join('')
  }
}

const FENCE = '```'

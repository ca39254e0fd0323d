/**
 * The bare input of a custom tool while it comes as the member `input` of a JSON object: decoded piece by piece, so that a client
 * sees a long patch grow. Escapes may be cut anywhere.
 */
import { customInput } from '../requests/arguments.ts'
import { PatchWrapper, patchInCommand } from './patch-wrapper.ts'

export interface CustomInput {
  /** Takes more of the JSON; returns what can be said of the input now. */
  readonly push: (delta: string) => string
  /** What is left, and whether the arguments were what they should be. */
  readonly end: () => { readonly rest: string; readonly isValid: boolean }
}

/** `isPatch`: models like to wrap a patch, which no tool of patches takes. */
export const createCustomInput = (isPatch: boolean): CustomInput => {
  const string = new StringMember()
  const wrapper = isPatch ? new PatchWrapper() : undefined
  const pass = (text: string): string => wrapper?.push(text) ?? text
  return {
    push: (delta) => pass(string.push(delta)),
    end: () => {
      if (string.isFound) return { rest: wrapper?.end() ?? '', isValid: string.isClosed }
      const command = isPatch ? patchInCommand(string.raw) : undefined
      const { input, isValid } = command === undefined ? customInput(string.raw) : { input: command, isValid: true }
      return { rest: pass(input) + (wrapper?.end() ?? ''), isValid }
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

/**
 * Reads JSON that may have been cut off: what stands before the cut is given back, open strings, lists and objects are closed where
 * the text ends. Used for bodies of which only the beginning was kept, and for tool inputs that are still arriving.
 */

/** The value, and whether the text was whole. Undefined when there is nothing readable. */
export interface PartialJson {
  readonly value: unknown
  readonly whole: boolean
}

export const parsePartialJson = (text: string): PartialJson => {
  try {
    return { value: JSON.parse(text), whole: true }
  } catch {
    return { value: new Reader(text).read(), whole: false }
  }
}

const DEEPEST = 500

/** Thrown inside the reader only: the text ends, or is no JSON from here on. */
class End extends Error {}

class Reader {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): unknown {
    try {
      return this.#value()
    } catch (error) {
      if (error instanceof End) return undefined
      throw error
    }
  }

  #skip(): string {
    while (' \n\r\t'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1
    const next = this.#text[this.#at]
    if (next === undefined) throw new End()
    return next
  }

  #value(): unknown {
    if (this.#depth > DEEPEST) throw new End()
    switch (this.#skip()) {
      case '{':
        return this.#inside(() => this.#object())
      case '[':
        return this.#inside(() => this.#list())
      case '"':
        return this.#string()
      default:
        return this.#word()
    }
  }

  #inside<T>(read: () => T): T {
    this.#depth += 1
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    this.#at += 1
    this.#until('}', () => {
      if (this.#skip() !== '"') throw new End()
      const key = this.#string()
      if (this.#skip() !== ':') throw new End()
      this.#at += 1
      Object.defineProperty(object, key, { value: this.#value(), enumerable: true, configurable: true, writable: true })
    })
    return object
  }

  #list(): unknown[] {
    const list: unknown[] = []
    this.#at += 1
    this.#until(']', () => {
      list.push(this.#value())
    })
    return list
  }

  /** Reads items until the closing sign; an end of text closes what is open. */
  #until(close: string, item: () => void): void {
    try {
      if (this.#skip() === close) {
        this.#at += 1
        return
      }
      for (;;) {
        item()
        const next = this.#skip()
        this.#at += 1
        if (next === close) return
        if (next !== ',') throw new End()
      }
    } catch (error) {
      if (!(error instanceof End)) throw error
      this.#at = this.#text.length
    }
  }

  #string(): string {
    const start = this.#at
    let end = start + 1
    for (;;) {
      const sign = this.#text[end]
      if (sign === undefined) break
      if (sign === '"') {
        this.#at = end + 1
        return this.#decode(this.#text.slice(start, end + 1))
      }
      end += sign === '\\' ? 2 : 1
    }
    this.#at = this.#text.length
    return this.#decode(`${this.#text.slice(start).replace(/\\(u[0-9a-fA-F]{0,3})?$/, '')}"`)
  }

  #decode(literal: string): string {
    try {
      return JSON.parse(literal) as string
    } catch {
      return literal.slice(1, -1)
    }
  }

  #word(): unknown {
    const word = /[-+.\w]+/y
    word.lastIndex = this.#at
    const found = word.exec(this.#text)?.[0]
    if (found === undefined) throw new End()
    this.#at += found.length
    try {
      return JSON.parse(found)
    } catch {
      throw new End()
    }
  }
}

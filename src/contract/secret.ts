/** A value that must never be printed. It shows itself as a placeholder to `JSON.stringify`, templates and inspectors. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The clear text. Call it only where the value leaves for its rightful receiver. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}

/** What stands in place of a credential wherever one would have been shown. */
export const REDACTED = '[redacted]'

/** A short form by which a person recognises a secret without learning it: `sk-a…4f2c`. */
export const maskSecret = (value: string): string =>
  value.length < 12 ? '••••' : `${value.slice(0, 4)}…${value.slice(-4)}`

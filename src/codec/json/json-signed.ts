/**
 * Finds what an upstream has signed or encrypted and must get back byte for byte: thinking blocks of Anthropic's Messages API,
 * encrypted reasoning and compaction items of OpenAI's Responses API. An edit inside one makes the whole request fail there.
 */
import { stringRanges } from './json-strings.ts'

/** Byte offsets, end exclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COLON = 0x3a
const COMMA = 0x2c

/** Object types that are signed as a whole: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking */
const SIGNED_TYPES: ReadonlySet<string> = new Set(['thinking', 'redacted_thinking'])
/** A member that makes its object one that must not change: https://platform.openai.com/docs/guides/reasoning */
const ENCRYPTED_MEMBER = 'encrypted_content'

/** Ranges of all signed objects, ascending by their end. In a text that breaks off, an open one reaches to the end. */
export const signedRanges = (bytes: Buffer): readonly ByteRange[] => {
  if (!mayHoldSigned(bytes)) return []
  const walk = new Walk()
  const strings = stringRanges(bytes)
  let at = 0
  for (let index = 0; index < strings.length; index += 2) {
    const start = strings[index] ?? 0
    const end = strings[index + 1] ?? 0
    walk.structure(bytes, at, start - 1)
    walk.text(bytes, start, end)
    at = end + 1
  }
  walk.structure(bytes, at, bytes.length)
  return walk.finish(bytes.length)
}

const MARKS = ['"thinking"', '"redacted_thinking"', '"encrypted_content"']

const mayHoldSigned = (bytes: Buffer): boolean => MARKS.some((mark) => bytes.includes(mark))

interface Frame {
  readonly start: number
  /** Name of the member whose value comes next. */
  key: string | undefined
  signed: boolean
}

/** Names and types longer than this are none of those we look for. */
const LONGEST_NAME = 32

class Walk {
  readonly #open: Frame[] = []
  readonly #found: ByteRange[] = []
  #last = ''

  /** The bytes between two strings. */
  structure(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#mark(bytes[at] ?? 0, at)
  }

  /** The content of a string. */
  text(bytes: Buffer, start: number, end: number): void {
    this.#last = end - start <= LONGEST_NAME ? bytes.toString('latin1', start, end) : ''
    const frame = this.#open.at(-1)
    if (frame?.key === undefined) return
    if (frame.key === 'type' && SIGNED_TYPES.has(this.#last)) frame.signed = true
    if (frame.key === ENCRYPTED_MEMBER && end > start) frame.signed = true
  }

  finish(size: number): readonly ByteRange[] {
    while (this.#open.length > 0) this.#close(size)
    return this.#found
  }

  #mark(byte: number, at: number): void {
    switch (byte) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.#open.push({ start: at, key: undefined, signed: false })
        return
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.#close(at + 1)
        return
      case COLON:
        this.#setKey(this.#last)
        return
      case COMMA:
        this.#setKey(undefined)
    }
  }

  #close(end: number): void {
    const frame = this.#open.pop()
    if (frame?.signed === true) this.#found.push({ start: frame.start, end })
  }

  #setKey(key: string | undefined): void {
    const frame = this.#open.at(-1)
    if (frame !== undefined) frame.key = key
  }
}

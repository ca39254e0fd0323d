/** Goes through the top-level members of a JSON object, one after the other, a slice at a time. */
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, QUOTE } from './json-bytes.ts'
import { Cursor, decodeString, END, isSpace, type Progress } from './json-cursor.ts'

/** A member that was passed. */
export interface PassedMember {
  /** Undefined for one that is longer than all that were asked for. */
  readonly key: string | undefined
  /** Byte offset of the value's first byte. */
  readonly start: number
  /** Byte offset after the value's last byte. */
  readonly end: number
}

/** A member; or that a slice is over, that the object was whole and the last thing in the text, or that the text is no JSON object. */
type Next = PassedMember | 'more' | 'whole' | 'broken'

/** What is expected at the cursor. */
type Phase = 'open' | 'first' | 'key' | 'in-key' | 'colon' | 'value' | 'in-value' | 'after' | 'end'

export class MemberReader {
  readonly #cursor: Cursor
  /** Bytes of the longest key, quotes included, that is decoded; what is longer is not handed out. */
  readonly #longest: number
  #phase: Phase = 'open'
  #progress: Progress = 'done'
  #start = 0
  #key: string | undefined

  constructor(chunks: readonly Uint8Array[], longest: number) {
    this.#cursor = new Cursor(chunks)
    this.#longest = longest
    skipByteOrderMark(this.#cursor)
  }

  next(): Next {
    for (;;) {
      const next = this.#phase === 'in-key' || this.#phase === 'in-value' ? this.#onward() : this.#token()
      if (next !== undefined) return next
    }
  }

  /** Takes the next byte that is no white space. */
  #token(): Next | undefined {
    const byte = this.#cursor.token()
    if (isSpace(byte)) return 'more'
    switch (this.#phase) {
      case 'open':
        return this.#expect(byte, OPEN_BRACE, 'first')
      case 'first':
        return byte === CLOSE_BRACE ? this.#expect(byte, CLOSE_BRACE, 'end') : this.#begin(byte, 'in-key')
      case 'key':
        return this.#begin(byte, 'in-key')
      case 'colon':
        return this.#expect(byte, COLON, 'value')
      case 'value':
        return this.#begin(byte, 'in-value')
      case 'after':
        return byte === COMMA ? this.#expect(byte, COMMA, 'key') : this.#expect(byte, CLOSE_BRACE, 'end')
      default:
        return byte === END ? 'whole' : 'broken'
    }
  }

  #expect(byte: number, wanted: number, phase: Phase): Next | undefined {
    if (byte !== wanted) return 'broken'
    this.#cursor.step()
    this.#phase = phase
    return undefined
  }

  #begin(byte: number, phase: 'in-key' | 'in-value'): Next | undefined {
    if (byte === END || (phase === 'in-key' && byte !== QUOTE)) return 'broken'
    this.#start = this.#cursor.offset()
    this.#phase = phase
    this.#progress = this.#cursor.passValue()
    return undefined
  }

  /** Through a key or a value. */
  #onward(): Next | undefined {
    if (this.#progress === 'more') this.#progress = this.#cursor.passOn()
    if (this.#progress !== 'done') return this.#progress
    return this.#phase === 'in-key' ? this.#keyDone() : this.#valueDone()
  }

  #keyDone(): Next | undefined {
    const spelled = this.#cursor.since(this.#start, this.#longest)
    this.#key = spelled === undefined ? undefined : decodeString(spelled)
    this.#phase = 'colon'
    return spelled !== undefined && this.#key === undefined ? 'broken' : undefined
  }

  #valueDone(): Next | undefined {
    this.#phase = 'after'
    return { key: this.#key, start: this.#start, end: this.#cursor.offset() }
  }
}

/** UTF-8 byte order mark, which many parsers accept before JSON (RFC 8259 section 8.1 allows ignoring it). */
const skipByteOrderMark = (cursor: Cursor): void => {
  if (cursor.byte() !== 0xef) return
  for (let index = 0; index < 3; index += 1) cursor.step()
}

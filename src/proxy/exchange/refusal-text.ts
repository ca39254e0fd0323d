/** The beginning of an answer by which an upstream refused, kept until the record asks what it said. */
import { Pieces } from '../../codec/bytes/pieces.ts'
import { createRedactor } from '../../codec/http/redact.ts'
import type { SaidError } from '../../contract/exchange.ts'
import { errorWords } from '../../protocol/judge/error-words.ts'

/** Decoded bytes that are kept: errors are short. */
const MOST = 8 * 1024

export class RefusalText {
  readonly #pieces = new Pieces(MOST)
  readonly #secrets: () => readonly string[]

  /** `secrets`: what the upstream was shown, in clear; some repeat it. Asked for only where there are words to take them out of. */
  constructor(secrets: () => readonly string[]) {
    this.#secrets = secrets
  }

  /** Takes the next decoded bytes. */
  readonly push = (chunk: Uint8Array): void => {
    const room = MOST - this.#pieces.size
    // A copy: what is kept until the record is written must not hold a larger buffer.
    if (room > 0) this.#pieces.push(Buffer.from(chunk.subarray(0, room)))
  }

  /** Nothing more is kept. */
  get isFull(): boolean {
    return this.#pieces.size >= MOST
  }

  /** What it says as far as it has come, without secrets; undefined where it says nothing. */
  said(): SaidError | undefined {
    if (this.#pieces.size === 0) return undefined
    const redact = createRedactor(this.#secrets())
    return errorWords(redact.text(this.#pieces.joined().toString('utf8')))
  }
}

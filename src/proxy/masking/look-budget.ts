/** Bounds what is looked at for secrets in one request: a text made to be full of beginnings is refused instead of being looked at for ever. */
import type { RefusalReason } from '../../contract/reason/filter-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { Problem } from '../../edge/problem.ts'

/** Bytes that one kind may look at for each byte of the text: more than a text of nothing but secrets of that kind takes. */
const LOOKS_A_BYTE = 64
/** Bytes of a text to which that applies; of the rest of a larger one nobody makes nothing but secrets. */
const DENSE = 1024 * 1024
const LOOKS_A_FURTHER_BYTE = 8
/** And in the smallest text. */
const FEWEST = 1024 * 1024
/** Places in one text where something may be a secret, and secrets in it. */
const MOST_PLACES = 50_000

/** Is told what a search takes, and may end it by throwing. */
export interface Budget {
  /** A kind has looked at so many bytes. */
  readonly spend: (kind: string, bytes: number) => void
  /** A kind may find something at one more place. */
  readonly place: (kind: string) => void
}

export class LookBudget implements Budget {
  readonly #most: number
  readonly #spent = new Map<string, number>()
  #places = 0

  /** `size`: bytes of the text. */
  constructor(size: number) {
    const dense = Math.min(size, DENSE)
    this.#most = FEWEST + LOOKS_A_BYTE * dense + LOOKS_A_FURTHER_BYTE * (size - dense)
  }

  /** Bytes that were looked at, all kinds together. */
  get spent(): number {
    return [...this.#spent.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  /** Throws `Problem` (403) once a kind has looked at too many bytes. */
  spend(kind: string, bytes: number): void {
    const spent = (this.#spent.get(kind) ?? 0) + bytes
    this.#spent.set(kind, spent)
    if (spent > this.#most) throw refused(kind, { code: 'secrets-too-costly', params: { kind } })
  }

  /** Throws `Problem` (403) for one place too many. */
  place(kind: string): void {
    this.#places += 1
    if (this.#places > MOST_PLACES) throw refused(kind, { code: 'secrets-too-many', params: { most: MOST_PLACES } })
  }
}

const refused = (kind: string, reason: RefusalReason): Problem => {
  const message = inEnglish(reason)
  const outcome = { kind: 'blocked', filter: 'mask', rule: kind, status: 403, reason: message, why: reason } as const
  return new Problem('content-refused', message, { reason, outcome })
}

/** Finds where gates open, all of them in one pass over the bytes, at every second place of which a pair of neighbours is looked up. */
import type { Work } from '../../codec/work/work.ts'
import type { Ahead } from '../masks/kind.ts'
import {
  createGateTable,
  type Entry,
  type Gated,
  type GateTable,
  pairOf,
  type Row,
  type TextGroup,
} from './gate-table.ts'
import type { Budget } from './look-budget.ts'

/** A gate and what is told where it opens. */
export interface Guarded<Owner> extends Gated {
  readonly owner: Owner
  /** Of what is counted; absent where a place alone is nothing. */
  readonly kind?: string | undefined
  /** Asked where it opens, with the place that its owner would be told; absent: every place is told. */
  readonly ahead?: Ahead | undefined
}

export interface GateHit<Owner> {
  readonly owner: Owner
  /** Where the part of the gate stands that its owner wants to be told. */
  readonly at: number
  /** Bytes from there on that are enough to decide; undefined where only the owner knows. */
  readonly ahead: number | undefined
}

export interface GateScan<Owner> {
  /** All places in the bytes, ascending. Throws `Problem` beyond the budget. */
  readonly hits: (bytes: Buffer, budget: Budget) => Work<readonly GateHit<Owner>[]>
}

/** Times four bytes that are looked up without a pause. */
const SLICE = 64 * 1024
/** Known pairs that are held against their rows without a pause. */
const MET_A_PAUSE = 8192
/** Bytes that are looked at behind gates without a pause. */
const LOOKS_A_PAUSE = 256 * 1024

/** Throws `RangeError` for a gate of fewer than three bytes. */
export const createGateScan = <Owner>(guarded: readonly Guarded<Owner>[]): GateScan<Owner> => {
  const table = createGateTable(guarded)
  return {
    *hits(bytes, budget) {
      const hits = yield* new Scan(table, bytes, budget).run()
      return hits.sort((a, b) => a.at - b.at)
    },
  }
}

class Scan<Owner> {
  readonly #table: GateTable<Guarded<Owner>>
  readonly #bytes: Buffer
  readonly #budget: Budget
  readonly #hits: GateHit<Owner>[] = []
  /** Bytes that were looked at since the last pause. */
  #looked = 0

  constructor(table: GateTable<Guarded<Owner>>, bytes: Buffer, budget: Budget) {
    this.#table = table
    this.#bytes = bytes
    this.#budget = budget
  }

  *run(): Work<GateHit<Owner>[]> {
    const bytes = this.#bytes
    // Four bytes at once: a view of 32-bit numbers begins at a fourth place of the memory. What is before and behind it is looked at by itself.
    const first = Math.min(bytes.length, -bytes.byteOffset & 3)
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset + first, (bytes.length - first) >> 2)
    this.#meetAll(first & 1, first)
    for (let at = 0; at < words.length; at = this.#meetIn(words, first, at)) yield
    this.#meetAll(first + 4 * words.length, bytes.length)
    return this.#hits
  }

  /** Goes on from one of the words until there should be a pause; returns which is the next. */
  #meetIn(words: Uint32Array, first: number, from: number): number {
    const { known } = this.#table
    const to = Math.min(from + SLICE, words.length)
    let met = 0
    this.#looked = 0
    for (let at = nextKnown(known, words, from, to); at < to; at = nextKnown(known, words, at + 1, to)) {
      this.#meetAll(first + 4 * at, first + 4 * at + 4)
      met += 1
      if (met >= MET_A_PAUSE || this.#looked >= LOOKS_A_PAUSE) return at + 1
    }
    return to
  }

  /** Every second pair between two places. */
  #meetAll(from: number, to: number): void {
    const bytes = this.#bytes
    for (let at = from; at < to && at + 1 < bytes.length; at += 2) {
      const row = this.#table.rowOf(pairOf(bytes[at] as number, bytes[at + 1] as number))
      if (row !== undefined) this.#meet(row, at)
    }
  }

  #meet({ entries, groups }: Row<Guarded<Owner>>, at: number): void {
    const bytes = this.#bytes
    for (let index = 0; index < entries.length; index += 1) {
      const { owned, sets, offset, probeAt, probe } = entries[index] as Entry<Guarded<Owner>>
      const start = at - offset
      if (start < 0 || start + sets.length > bytes.length || probe[bytes[start + probeAt] as number] !== 1) continue
      if (stands(sets, bytes, start)) this.#open(owned, start)
    }
    if (groups.length > 0) this.#meetTexts(groups, at)
  }

  #meetTexts(groups: readonly TextGroup<Guarded<Owner>>[], at: number): void {
    for (const { offset, length, byText } of groups) {
      const start = at - offset
      const found = start < 0 ? undefined : byText.get(this.#bytes.toString('latin1', start, start + length))
      for (const { owned } of found ?? []) this.#open(owned, start)
    }
  }

  #open({ gate, owner, kind, ahead }: Guarded<Owner>, start: number): void {
    const at = start + gate.before
    const reach = ahead?.(this.#bytes, at)
    this.#looked += Math.abs(reach ?? 0)
    if (reach !== undefined && reach <= 0) {
      if (kind !== undefined) this.#budget.spend(kind, 1 - reach)
      return
    }
    if (kind !== undefined) this.#budget.place(kind)
    this.#hits.push({ owner, at, ahead: reach })
  }
}

/** The next four bytes with a pair that has a row; `to` where there are none. The one loop over all bytes. */
const nextKnown = (known: Uint8Array, words: Uint32Array, from: number, to: number): number => {
  for (let at = from; at < to; at += 1) {
    const word = words[at] as number
    if (((known[word & 0xffff] as number) | (known[word >>> 16] as number)) !== 0) return at
  }
  return to
}

const stands = (sets: readonly Uint8Array[], bytes: Buffer, start: number): boolean => {
  for (let index = 0; index < sets.length; index += 1) {
    if (sets[index]?.[bytes[start + index] as number] !== 1) return false
  }
  return true
}

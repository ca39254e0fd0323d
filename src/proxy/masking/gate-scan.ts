/**
 * Finds where gates open, all of them in one pass over the bytes. Of each gate two pairs of neighbours are entered into a table, one of which
 * begins at an even place wherever the gate stands: so every second place is looked at, and nearly all of them once.
 */
import type { Work } from '../../codec/work/work.ts'
import type { Gate } from '../masks/gate.ts'

/** A gate and what is told where it opens. */
export interface Guarded<Owner> {
  readonly gate: Gate
  readonly owner: Owner
  /** Asked where it opens, with the place that its owner would be told; absent: every place is told. */
  readonly mayFollow?: ((bytes: Buffer, at: number) => boolean) | undefined
}

export interface GateHit<Owner> {
  readonly owner: Owner
  /** Where the part of the gate stands that its owner wants to be told. */
  readonly at: number
}

export interface GateScan<Owner> {
  /** All places in the bytes, ascending by the place that was looked at. */
  readonly hits: (bytes: Buffer) => Work<readonly GateHit<Owner>[]>
}

/** Bytes of the shortest gate. */
export const SHORTEST_GATE = 3

/** Bytes that are looked through without a pause. */
const SLICE = 256 * 1024
/** Hits after which there is a pause. */
const HITS_A_PAUSE = 1024

interface Entry<Owner> extends Guarded<Owner> {
  /** Position in the gate of the byte that is met at the even place. */
  readonly offset: number
}

/** Throws `RangeError` for a gate of fewer than three bytes. */
export const createGateScan = <Owner>(guarded: readonly Guarded<Owner>[]): GateScan<Owner> => {
  const table = new Uint16Array(1 << 16)
  const rows: Entry<Owner>[][] = [[]]
  const rowOf = new Map<string, number>()
  const entries = guarded.flatMap(entriesOf)
  const byPair = new Map<number, number[]>()
  for (const [index, entry] of entries.entries()) {
    for (const pair of pairsOf(entry)) {
      const known = byPair.get(pair)
      if (known === undefined) byPair.set(pair, [index])
      else known.push(index)
    }
  }
  for (const [pair, indexes] of byPair) {
    const key = indexes.join()
    const row = rowOf.get(key) ?? rows.push(indexes.flatMap((index) => entries[index] ?? [])) - 1
    rowOf.set(key, row)
    table[pair] = row
  }
  return { hits: (bytes) => scan(table, rows, bytes) }
}

function* scan<Owner>(
  table: Uint16Array,
  rows: readonly (readonly Entry<Owner>[])[],
  bytes: Buffer,
): Work<readonly GateHit<Owner>[]> {
  const hits: GateHit<Owner>[] = []
  const last = bytes.length - 1
  let pause = HITS_A_PAUSE
  for (let from = 0; from < last; from += SLICE) {
    const to = Math.min(from + SLICE, last)
    for (let at = nextIn(table, bytes, from, to); at < to; at = nextIn(table, bytes, at + 2, to)) {
      openAt(rows[table[pairAt(bytes, at)] ?? 0] ?? [], bytes, at, hits)
      if (hits.length < pause) continue
      pause = hits.length + HITS_A_PAUSE
      yield
    }
    yield
  }
  return hits
}

const pairAt = (bytes: Buffer, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** The next even place with a pair of the table; `to` or behind where there is none. The one loop over all bytes. */
const nextIn = (table: Uint16Array, bytes: Buffer, from: number, to: number): number => {
  let at = from
  while (at < to && table[((bytes[at] as number) << 8) | (bytes[at + 1] as number)] === 0) at += 2
  return at
}

const openAt = <Owner>(row: readonly Entry<Owner>[], bytes: Buffer, at: number, hits: GateHit<Owner>[]): void => {
  for (const { gate, owner, offset, mayFollow } of row) {
    const start = at - offset
    if (start < 0 || !stands(gate, bytes, start)) continue
    const place = start + gate.before
    if (mayFollow === undefined || mayFollow(bytes, place)) hits.push({ owner, at: place })
  }
}

const stands = ({ sets }: Gate, bytes: Buffer, start: number): boolean => {
  if (start + sets.length > bytes.length) return false
  for (let index = 0; index < sets.length; index += 1) {
    if (sets[index]?.[bytes[start + index] as number] !== 1) return false
  }
  return true
}

/** The two pairs by which a gate is met: where its rarest three bytes stand. */
const entriesOf = <Owner>({ gate, ...guarded }: Guarded<Owner>): readonly Entry<Owner>[] => {
  if (gate.sets.length < SHORTEST_GATE) throw new RangeError(`A gate of ${gate.sets.length} bytes opens too often`)
  const frequencies = gate.sets.map(frequencyOf)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let offset = 0; offset + 2 < frequencies.length; offset += 1) {
    const [first = 0, second = 0, third = 0] = frequencies.slice(offset, offset + 3)
    const cost = first * second + second * third
    if (cost >= least) continue
    least = cost
    best = offset
  }
  return [best, best + 1].map((offset) => ({ gate, ...guarded, offset }))
}

const pairsOf = <Owner>({ gate: { sets }, offset }: Entry<Owner>): readonly number[] => {
  const [first, second] = [sets[offset], sets[offset + 1]]
  if (first === undefined || second === undefined) return []
  const pairs: number[] = []
  for (let one = 0; one < 256; one += 1) {
    if (first[one] !== 1) continue
    for (let two = 0; two < 256; two += 1) if (second[two] === 1) pairs.push((one << 8) | two)
  }
  return pairs
}

/** How often bytes come in prompts and programs, in parts of a thousand; what is not named is rare. */
const COMMON: Readonly<Record<string, number>> = {
  ' ': 140,
  e: 80,
  t: 65,
  a: 50,
  o: 50,
  n: 50,
  i: 50,
  s: 50,
  r: 45,
  l: 30,
  d: 28,
  c: 28,
  u: 22,
  p: 20,
  m: 20,
  f: 16,
  h: 20,
  g: 14,
  y: 12,
  b: 12,
  '"': 15,
  '\\': 15,
  '.': 12,
  ',': 12,
  '(': 8,
  ')': 8,
  ':': 10,
  '=': 8,
  '/': 8,
  '-': 8,
  _: 5,
}
const RARE = 2

const frequencyOf = (set: Uint8Array): number =>
  set.reduce((sum, is, byte) => (is === 1 ? sum + (COMMON[String.fromCharCode(byte)] ?? RARE) : sum), 0)

/**
 * A table of pairs of neighbouring bytes by which gates are met. Of each gate two pairs are entered that overlap: one of them begins at an even
 * place and the other at an odd one, wherever the gate stands, so that only every second place need be looked at.
 */
import type { ByteSet } from '../masks/byte-set.ts'
import type { Gate } from '../masks/gate.ts'

/** Whatever is found through a gate. */
export interface Gated {
  readonly gate: Gate
}

/** Bytes of the shortest gate. */
export const SHORTEST_GATE = 3

/** One of the two ways to meet a gate. */
export interface Entry<Owned extends Gated> {
  readonly owned: Owned
  /** What stands in the gate. */
  readonly sets: readonly ByteSet[]
  /** Bytes of the gate before the pair. */
  readonly offset: number
  /** A byte of the gate that sorts out most of what only has the pair: its position in the gate, and what may stand there. */
  readonly probeAt: number
  readonly probe: ByteSet
}

/** Texts of one length, many of which begin with the same pair. */
export interface TextGroup<Owned extends Gated> {
  readonly offset: number
  readonly length: number
  /** By the text, a character a byte. */
  readonly byText: ReadonlyMap<string, readonly Entry<Owned>[]>
}

export interface Row<Owned extends Gated> {
  readonly entries: readonly Entry<Owned>[]
  readonly groups: readonly TextGroup<Owned>[]
}

export interface GateTable<Owned extends Gated> {
  /** For each pair, as `pairOf` numbers it, 1 where it has a row. */
  readonly known: Uint8Array
  readonly rowOf: (pair: number) => Row<Owned> | undefined
}

/** Throws `RangeError` for a gate of fewer than three bytes. */
export const createGateTable = <Owned extends Gated>(all: readonly Owned[]): GateTable<Owned> => {
  const byPair = new Map<number, Entry<Owned>[]>()
  for (const entry of all.flatMap(entriesOf)) {
    for (const pair of pairsOf(entry)) {
      const list = byPair.get(pair)
      if (list === undefined) byPair.set(pair, [entry])
      else list.push(entry)
    }
  }
  const known = new Uint8Array(1 << 16)
  const numbers = new Uint16Array(1 << 16)
  const rows: Row<Owned>[] = []
  for (const [pair, entries] of byPair) {
    known[pair] = 1
    numbers[pair] = rows.push(rowFrom(entries)) - 1
  }
  return { known, rowOf: (pair) => (known[pair] === 1 ? rows[numbers[pair] as number] : undefined) }
}

/** Entries of one row that are held against a place one by one; of more, texts are looked up. */
const FEW = 8

const rowFrom = <Owned extends Gated>(entries: readonly Entry<Owned>[]): Row<Owned> => {
  if (entries.length <= FEW) return { entries, groups: [] }
  const groups = new Map<string, { offset: number; length: number; byText: Map<string, Entry<Owned>[]> }>()
  for (const entry of entries) {
    const { literal } = entry.owned.gate
    if (literal === undefined) continue
    const key = `${entry.offset} ${literal.length}`
    const group = groups.get(key) ?? { offset: entry.offset, length: literal.length, byText: new Map() }
    groups.set(key, group)
    const alike = group.byText.get(literal)
    if (alike === undefined) group.byText.set(literal, [entry])
    else alike.push(entry)
  }
  return { entries: entries.filter(({ owned }) => owned.gate.literal === undefined), groups: [...groups.values()] }
}

/** The two ways by which a gate is met: where its rarest three bytes stand. */
const entriesOf = <Owned extends Gated>(owned: Owned): readonly Entry<Owned>[] => {
  const { sets } = owned.gate
  if (sets.length < SHORTEST_GATE) throw new RangeError(`A gate of ${sets.length} bytes opens too often`)
  const frequencies = sets.map(frequencyOf)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let offset = 0; offset + 2 < sets.length; offset += 1) {
    const [first = 0, second = 0, third = 0] = frequencies.slice(offset, offset + 3)
    const cost = first * second + second * third
    if (cost >= least) continue
    least = cost
    best = offset
  }
  return [best, best + 1].map((offset) => {
    const probeAt = rarest(frequencies, offset)
    return { owned, sets, offset, probeAt, probe: sets[probeAt] as ByteSet }
  })
}

/** Position of the rarest byte of a gate beside a pair. */
const rarest = (frequencies: readonly number[], pair: number): number => {
  let best = pair === 0 ? 2 : 0
  for (const [index, frequency] of frequencies.entries()) {
    if (index !== pair && index !== pair + 1 && frequency < (frequencies[best] ?? 0)) best = index
  }
  return best
}

/** Whether the lower half of such a number comes first in memory. */
const IS_LITTLE_ENDIAN = new Uint16Array(Uint8Array.of(1, 0).buffer)[0] === 1

/** The number of two neighbours: as one half of a view of 32-bit numbers has them. */
export const pairOf = (first: number, second: number): number =>
  IS_LITTLE_ENDIAN ? (second << 8) | first : (first << 8) | second

const pairsOf = <Owned extends Gated>({ owned, offset }: Entry<Owned>): readonly number[] => {
  const { sets, literal } = owned.gate
  if (literal !== undefined) return [pairOf(literal.charCodeAt(offset), literal.charCodeAt(offset + 1))]
  const [firsts, seconds] = [membersOf(sets[offset]), membersOf(sets[offset + 1])]
  return firsts.flatMap((first) => seconds.map((second) => pairOf(first, second)))
}

const membersOf = (set: ByteSet | undefined): readonly number[] =>
  Array.from(set ?? [], (is, byte) => (is === 1 ? byte : -1)).filter((byte) => byte >= 0)

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

/** Gates share their sets. */
const FREQUENCIES = new WeakMap<ByteSet, number>()

const frequencyOf = (set: ByteSet): number => {
  const known = FREQUENCIES.get(set)
  if (known !== undefined) return known
  const sum = membersOf(set).reduce((total, byte) => total + (COMMON[String.fromCharCode(byte)] ?? RARE), 0)
  FREQUENCIES.set(set, sum)
  return sum
}

/** All that is looked for under one document: kinds of the shelf, and whatever else opens by a gate; made once, used for every request. */
import type { Work } from '../../codec/work/work.ts'
import type { FoundSecret, Kind, Rank } from '../masks/kind.ts'
import { RANKS } from '../masks/kind.ts'
import { createGateScan, type GateHit, type GateScan } from './gate-scan.ts'
import { type Window, windowAround, windowBetween } from './window.ts'

/** What finds secrets at places where its gates open. */
export type Detector = Pick<Kind, 'id' | 'rank' | 'gates' | 'reach' | 'find' | 'mayFollow'>

/** A secret where it stands in the bytes of a text. */
export interface Sighting {
  readonly kind: string
  readonly rank: Rank
  /** Offsets in the bytes as they were sent. */
  readonly start: number
  readonly end: number
  /** Its own bytes, escapes undone. */
  readonly secret: Buffer
  readonly form: FoundSecret['form']
  readonly byContext: boolean
}

export interface Detectors {
  /** Everything found in the strings of a JSON text, as it stands there; where they are read twice, `inside` looks again. */
  readonly inJson: (bytes: Buffer) => Work<readonly Sighting[]>
  /** Everything found in a text that has no escapes. Offsets are those of the text. */
  readonly inText: (text: Buffer) => Work<readonly Sighting[]>
}

export const createDetectors = (detectors: readonly Detector[]): Detectors => {
  const guarded = detectors.flatMap((owner) => owner.gates.map((gate) => ({ gate, owner, mayFollow: owner.mayFollow })))
  let made: GateScan<Detector> | undefined
  const scan = (): GateScan<Detector> => (made ??= createGateScan(guarded))
  const inText = function* (text: Buffer): Work<readonly Sighting[]> {
    return yield* sightings(yield* scan().hits(text), (at, reach) => plainWindow(text, at, reach))
  }
  return {
    inText,
    *inJson(bytes) {
      const found = yield* sightings(yield* scan().hits(bytes), (at, reach) => windowAround(bytes, at, reach))
      return [...found, ...(yield* inNeedlessEscapes(bytes, inText))]
    },
  }
}

const plainWindow = (text: Buffer, at: number, { before, after }: Detector['reach']): Window => {
  const from = Math.max(0, at - before)
  return { text: text.subarray(from, at + after), at: at - from, rawOf: (place) => from + place }
}

type WindowAt = (at: number, reach: Detector['reach']) => Window

/** Bytes of windows that are looked at without a pause: a text that is full of gates is read again around each. */
const WINDOWS_A_PAUSE = 64 * 1024

function* sightings(hits: readonly GateHit<Detector>[], windowAt: WindowAt): Work<readonly Sighting[]> {
  const seen: Sighting[] = []
  let looked = 0
  for (const { owner, at } of hits) {
    const window = windowAt(at, owner.reach)
    for (const found of owner.find(window.text, window.at)) seen.push(sighting(owner, window, found))
    looked += window.text.length
    if (looked < WINDOWS_A_PAUSE) continue
    looked = 0
    yield
  }
  return seen
}

const sighting = ({ id, rank }: Detector, { text, rawOf }: Window, found: FoundSecret): Sighting => {
  const { start, end, form, byContext } = found
  return {
    kind: id,
    rank: byContext && rank === 'form' ? 'context' : rank,
    start: rawOf(start),
    end: rawOf(end),
    secret: Buffer.from(text.subarray(start, end)),
    form,
    byContext,
  }
}

/** An escape of what needs none: gates do not open on what is spelled so. */
const NEEDLESS = Buffer.from('u00')
const BACKSLASH = 0x5c
const QUOTE = 0x22
/** Bytes around such an escape that are read with it. */
const AROUND = 4096

/** Around escapes of ASCII, by which a secret is spelled so that no gate opens, the text is looked at without them. */
function* inNeedlessEscapes(
  bytes: Buffer,
  inText: (text: Buffer) => Work<readonly Sighting[]>,
): Work<readonly Sighting[]> {
  const found: Sighting[] = []
  for (let at = bytes.indexOf(NEEDLESS); at >= 0; ) {
    if (!isNeedless(bytes, at)) {
      at = bytes.indexOf(NEEDLESS, at + 1)
      continue
    }
    const { from, to } = stringAround(bytes, at)
    const window = windowBetween(bytes, { from, at: from, to })
    for (const seen of (yield* inText(window.text)).toSorted((a, b) => a.start - b.start)) {
      const places = windowBetween(bytes, { from, at: from, to })
      const [start, end] = [places.rawOf(seen.start), places.rawOf(seen.end)]
      found.push({ ...seen, start, end })
    }
    at = bytes.indexOf(NEEDLESS, to)
  }
  return found
}

const isNeedless = (bytes: Buffer, at: number): boolean => {
  const digit = bytes[at + 3] ?? 0
  return bytes[at - 1] === BACKSLASH && digit >= 0x32 && digit <= 0x37
}

/** The string around a place, as much of it as is read at once; its beginning lies in no escape. */
const stringAround = (bytes: Buffer, at: number): { from: number; to: number } => {
  const window = { from: Math.max(0, at - AROUND), to: Math.min(bytes.length, at + AROUND) }
  let from = window.from
  for (let place = at; place > window.from; place -= 1) {
    if (bytes[place - 1] === QUOTE && !isEscaped(bytes, place - 1)) {
      from = place
      break
    }
  }
  let to = window.to
  for (let place = bytes.indexOf(QUOTE, at); place >= 0 && place < window.to; place = bytes.indexOf(QUOTE, place + 1)) {
    if (isEscaped(bytes, place)) continue
    to = place
    break
  }
  while (from > 0 && from === window.from && isInEscape(bytes, from)) from -= 1
  return { from, to }
}

const isEscaped = (bytes: Buffer, place: number): boolean => {
  let run = place
  while (run > 0 && bytes[run - 1] === BACKSLASH) run -= 1
  return ((place - run) & 1) === 1
}

const isInEscape = (bytes: Buffer, place: number): boolean => {
  const slash = bytes.lastIndexOf(BACKSLASH, place - 1)
  return (slash >= 0 && place - slash < 12) || bytes[place - 1] === BACKSLASH
}

/** Those that count where several overlap: of the higher rank, then the longer. Ascending by place. */
export const withoutOverlaps = (seen: readonly Sighting[]): readonly Sighting[] => {
  if (seen.length < 2) return seen
  const ordered = seen.toSorted(
    (a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  const kept = new Kept()
  for (const one of ordered) kept.add(one)
  return kept.list()
}

/** Sightings apart from each other, kept in order. */
class Kept {
  readonly #list: Sighting[] = []

  add(one: Sighting): void {
    const place = this.#placeOf(one.start)
    const [before, after] = [this.#list[place - 1], this.#list[place]]
    if (before !== undefined && before.end > one.start) return
    if (after !== undefined && after.start < one.end) return
    this.#list.splice(place, 0, one)
  }

  list(): readonly Sighting[] {
    return this.#list
  }

  #placeOf(start: number): number {
    let low = 0
    let high = this.#list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#list[middle]?.start ?? 0) < start) low = middle + 1
      else high = middle
    }
    return low
  }
}

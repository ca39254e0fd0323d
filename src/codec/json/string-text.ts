/** What a string of a JSON text says, kept beside its bytes, so that places can be told from one to the other in any order. */

import type { Work } from '../work/work.ts'
import { escapeAt, nextBackslash, runeOf, sizeOf, widthOf, writeRune } from './decoded-text.ts'
import { BACKSLASH } from './json-bytes.ts'

export interface StringText {
  /** Its escapes undone; a view of the bytes where there are none. */
  readonly text: Buffer
  /** Where a place of the text stands in the bytes. */
  readonly rawOf: (place: number) => number
  /** Where a place of the bytes stands in the text; of one within an escape, where that begins. */
  readonly placeOf: (raw: number) => number
}

/** Escapes between two places that are known in advance. */
const ESCAPES_A_MARK = 16
/** Bytes without an escape that are never searched through again. */
const LONG_RUN = 1024
/** Escapes that are undone without a pause. */
const ESCAPES_A_SLICE = 4096

/** The content of a string between two places, neither of them within an escape. Takes time and memory by its length, once. */
export function* stringText(bytes: Buffer, from: number, to: number): Work<StringText> {
  const content = bytes.subarray(0, to)
  let slash = nextBackslash(content, from)
  if (slash === to) {
    return { text: bytes.subarray(from, to), rawOf: (place) => from + place, placeOf: (raw) => raw - from }
  }
  const text = Buffer.allocUnsafe(to - from)
  const marks = new Marks(content)
  let at = from
  let size = 0
  for (let escapes = 0; ; escapes += 1) {
    if (escapes % ESCAPES_A_MARK === 0 || slash - at >= LONG_RUN) marks.add(at, size, slash)
    size += bytes.copy(text, size, at, slash)
    if (slash === to) break
    const unit = escapeAt(content, slash)
    size = writeRune(text, size, runeOf(unit))
    at = slash + widthOf(unit)
    slash = nextBackslash(content, at)
    if (escapes % ESCAPES_A_SLICE === ESCAPES_A_SLICE - 1) yield
  }
  return { text: text.subarray(0, size), rawOf: (place) => marks.rawOf(place), placeOf: (raw) => marks.placeOf(raw) }
}

/** Places that are known in the bytes and in the text, from which others are counted. */
class Marks {
  readonly #content: Buffer
  readonly #raws: number[] = []
  readonly #places: number[] = []
  /** The backslash behind each. */
  readonly #slashes: number[] = []

  constructor(content: Buffer) {
    this.#content = content
  }

  add(raw: number, place: number, slash: number): void {
    this.#raws.push(raw)
    this.#places.push(place)
    this.#slashes.push(slash)
  }

  rawOf(place: number): number {
    return this.#count(lastNotAfter(this.#places, place), (raw, known, slash) =>
      place - known <= slash - raw ? raw + place - known : undefined,
    )
  }

  placeOf(wanted: number): number {
    return this.#count(lastNotAfter(this.#raws, wanted), (raw, known, slash) =>
      wanted <= slash ? known + Math.max(0, wanted - raw) : undefined,
    )
  }

  /** Goes on from a mark until the run is found in which the place lies. */
  #count(index: number, within: (raw: number, place: number, slash: number) => number | undefined): number {
    const content = this.#content
    let [raw = 0, place = 0, slash = 0] = [this.#raws[index], this.#places[index], this.#slashes[index]]
    for (;;) {
      const found = within(raw, place, slash)
      if (found !== undefined) return found
      if (slash >= content.length) return within(raw, place, Number.POSITIVE_INFINITY) ?? content.length
      const unit = escapeAt(content, slash)
      place += slash - raw + sizeOf(runeOf(unit))
      raw = slash + widthOf(unit)
      slash = nearBackslash(content, raw)
    }
  }
}

/** Before a longer run there is a mark. */
const nearBackslash = (content: Buffer, from: number): number => {
  const end = Math.min(content.length, from + LONG_RUN)
  let at = from
  while (at < end && content[at] !== BACKSLASH) at += 1
  return at
}

/** The last position in an ascending list whose value is not above another; 0 where there is none. */
const lastNotAfter = (list: readonly number[], value: number): number => {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

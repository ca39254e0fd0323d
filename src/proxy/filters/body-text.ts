/**
 * A body rule whose source is text as a person means it. In a JSON body it is looked for in what the strings say, whichever of their
 * characters are escaped, and what is put there is escaped: JSON that was valid stays valid. Outside the strings its bytes are looked for.
 */
import { decodedText, escapedText, RawPlaces } from '../../codec/json/decoded-text.ts'
import { type StringSpan, StringWalk } from '../../codec/json/string-walk.ts'
import type { EditedBody, Hit } from './body-edits.ts'
import type { Finder } from './body-finders.ts'
import { spellings } from './spellings.ts'

export const textFinder = (source: string, target: string): Finder => {
  const { plain, needles } = spellings(source)
  const raw = Buffer.from(target, 'utf8')
  const rule: TextRule = { plain, needles, raw, escaped: Buffer.from(escapedText(target), 'utf8') }
  return {
    reads: 'text',
    needles,
    hits: (body) => (body.looksLikeJson ? inJson(rule, body) : inText(rule, body)),
  }
}

interface TextRule {
  readonly plain: Buffer
  readonly needles: readonly Buffer[]
  /** What is put in its place: outside strings, and inside. */
  readonly raw: Buffer
  readonly escaped: Buffer
}

function* inText({ plain, raw }: TextRule, { bytes }: EditedBody): Generator<Hit | undefined> {
  for (let start = bytes.indexOf(plain); start !== -1; start = bytes.indexOf(plain, start + plain.length)) {
    yield { start, end: start + plain.length, inserted: raw }
  }
}

/** Only strings in which something stands that the text may be spelled with are looked into. */
function* inJson(rule: TextRule, { bytes }: EditedBody): Generator<Hit | undefined> {
  const search = new NeedleSearch(bytes, rule.needles)
  const walk = new StringWalk(bytes)
  let seen = 0
  for (let at = search.next(seen); at !== -1; at = search.next(seen)) {
    const span = yield* walk.around(at)
    const hits = span === undefined ? outside(rule, bytes, at) : throughString(rule, bytes, { ...span, seen })
    seen = span?.to ?? at + 1
    for (const hit of hits) {
      if (hit !== undefined) seen = Math.max(seen, hit.end)
      yield hit
    }
  }
}

/** A string, of which the bytes before `seen` belong to former hits. */
interface PartlySeen extends StringSpan {
  readonly seen: number
}

/** The hits in a string, and one that begins in it and ends behind it. */
function* throughString(rule: TextRule, bytes: Buffer, { from, to, seen }: PartlySeen): Generator<Hit | undefined> {
  let last = seen
  for (const hit of inString(rule, bytes, { from, to })) {
    if (hit !== undefined && hit.start < last) continue
    last = hit?.end ?? last
    yield hit
  }
  const { plain } = rule
  const begin = Math.max(last, to - plain.length + 1)
  const across = begin < to ? bytes.subarray(begin, to + plain.length - 1).indexOf(plain) : -1
  if (across !== -1) yield* outside(rule, bytes, begin + across)
}

function* inString({ plain, escaped }: TextRule, bytes: Buffer, span: StringSpan): Generator<Hit | undefined> {
  const text = yield* decodedText(bytes, span.from, span.to)
  const places = new RawPlaces(bytes, span.from, span.to)
  for (let at = text.indexOf(plain); at !== -1; at = text.indexOf(plain, at + plain.length)) {
    const start = places.rawOf(at)
    yield { start, end: places.rawOf(at + plain.length), inserted: escaped }
  }
}

/** A hit at this place, where it is more than the content of a string. */
function* outside({ plain, raw }: TextRule, bytes: Buffer, start: number): Generator<Hit> {
  const end = start + plain.length
  if (bytes.subarray(start, end).equals(plain)) yield { start, end, inserted: raw, structural: true }
}

/** Finds the leftmost of several needles. Each part of the bytes is searched once per needle, in native code. */
class NeedleSearch {
  readonly #bytes: Buffer
  readonly #needles: readonly Buffer[]
  readonly #places: number[]

  constructor(bytes: Buffer, needles: readonly Buffer[]) {
    this.#bytes = bytes
    this.#needles = needles
    this.#places = needles.map(() => -1)
  }

  /** Where the first of them stands from a place on, or -1. Places ascend from call to call. */
  next(from: number): number {
    let best = Number.POSITIVE_INFINITY
    for (const [index, needle] of this.#needles.entries()) best = Math.min(best, this.#placeOf(index, needle, from))
    return best === Number.POSITIVE_INFINITY ? -1 : best
  }

  #placeOf(index: number, needle: Buffer, from: number): number {
    const known = this.#places[index] ?? -1
    if (known >= from) return known
    const found = this.#bytes.indexOf(needle, from)
    const place = found === -1 ? Number.POSITIVE_INFINITY : found
    this.#places[index] = place
    return place
  }
}

/** A part of a string of a JSON text with its escapes undone: as much of it as is needed to look at one place. */
import { decodedText, RawPlaces } from '../../codec/json/decoded-text.ts'
import { finish } from '../../codec/work/work.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Bytes of the longest escape. */
const LONGEST_ESCAPE = 12

export interface Window {
  readonly text: Buffer
  /** Where the place that was asked for stands in it. */
  readonly at: number
  /** Where a place of the text stands in the bytes. Places ascend from call to call. */
  readonly rawOf: (place: number) => number
}

export interface Reach {
  readonly before: number
  readonly after: number
}

/** Never beyond the quotes around the string in which `at` lies. */
export const windowAround = (bytes: Buffer, at: number, { before, after }: Reach): Window => {
  const from = evenPlace(bytes, openingQuote(bytes, at, before))
  const to = closingQuote(bytes, at, after)
  return windowBetween(bytes, { from, at, to })
}

/** `from` must not lie within an escape. */
export const windowBetween = (
  bytes: Buffer,
  { from, at, to }: { readonly from: number; readonly at: number; readonly to: number },
): Window => {
  const text = finish(decodedText(bytes, from, to))
  const places = new RawPlaces(bytes, from, to)
  return { text, at: finish(decodedText(bytes, from, at)).length, rawOf: (place) => places.rawOf(place) }
}

/** Behind the quote that opens the string; the edge of the reach where that is farther away. */
const openingQuote = (bytes: Buffer, at: number, before: number): number => {
  const edge = Math.max(0, at - before)
  for (let place = at - 1; place >= edge; place -= 1) {
    if (bytes[place] === QUOTE && !isEscaped(bytes, place)) return place + 1
  }
  return edge
}

const closingQuote = (bytes: Buffer, at: number, after: number): number => {
  const edge = Math.min(bytes.length, at + after)
  for (let place = bytes.indexOf(QUOTE, at); place >= 0 && place < edge; place = bytes.indexOf(QUOTE, place + 1)) {
    if (!isEscaped(bytes, place)) return place
  }
  return edge
}

const isEscaped = (bytes: Buffer, place: number): boolean => {
  let run = place
  while (run > 0 && bytes[run - 1] === BACKSLASH) run -= 1
  return ((place - run) & 1) === 1
}

/** A place at or before the given one that lies in no escape. */
const evenPlace = (bytes: Buffer, place: number): number => {
  const slash = bytes.lastIndexOf(BACKSLASH, place)
  if (slash < 0 || place - slash > LONGEST_ESCAPE) return place
  let run = slash
  while (run > 0 && bytes[run - 1] === BACKSLASH) run -= 1
  return run
}

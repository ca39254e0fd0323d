/**
 * Finding usage objects in bytes without parsing what surrounds them. An answer may be megabytes of text; the counts are a few
 * hundred bytes of it, and most events hold none.
 */

import { BACKSLASH, CLOSE_BRACE, COLON, OPEN_BRACE, QUOTE } from '../../codec/json/json-bytes.ts'
import type { PricedBy } from '../../contract/usage.ts'
import type { UsageDialect } from '../common/usage-dialect.ts'
import { type AnswerMark, answerMark } from './answer-mark.ts'
import type { RawUsage } from './usage-shape.ts'

/** A usage object and the answer it belongs to. */
export interface FoundUsage {
  readonly raw: RawUsage
  readonly answer: AnswerMark
  /** What stands about its price beside it. */
  readonly beside?: PricedBy | undefined
}

/** Payloads up to this many bytes are parsed whole, which is exact; in larger ones the object is looked for by its name. */
export const PARSED_WHOLE = 256 * 1024

/**
 * What to look for in much text: the name without its first quote, of which JSON is full; native searches are seven times as fast
 * without.
 */
export const nameHint = ({ name }: UsageDialect): string => name.slice(1)

const LARGEST_USAGE = 64 * 1024

/** Whether the bytes name a usage object at all. `"usage":null`, which Responses streams repeat, does not count. */
export const mayHoldUsage = ({ name }: UsageDialect, bytes: Buffer): boolean => {
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + name.length)) {
    if (objectStart(bytes, at + name.length) >= 0) return true
  }
  return false
}

/** The usage of one JSON text through the dialect; undefined when it is no JSON or holds none. */
export const usageInText = (dialect: UsageDialect, text: string): FoundUsage | undefined => {
  try {
    return usageInPayload(dialect, JSON.parse(text))
  } catch {
    return undefined
  }
}

export const usageInPayload = (dialect: UsageDialect, payload: unknown): FoundUsage | undefined => {
  const raw = dialect.find(payload)
  return raw === undefined ? undefined : { raw, answer: answerMark(payload), beside: dialect.pricedBeside?.(payload) }
}

/** Objects that are looked into. Whoever writes more of them without counts writes them to keep us busy. */
const MOST_TRIES = 100

/** The last object of the dialect's name in the bytes that holds counts. For payloads too large, or too broken, to parse. */
export const lastUsageIn = ({ name, holdsCounts }: UsageDialect, bytes: Buffer): RawUsage | undefined => {
  let tries = 0
  for (let at = bytes.lastIndexOf(name); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(name, at - 1)) {
    // A backslash before the quote means that the name stands inside a string: somebody's text about usage.
    const start = bytes[at - 1] === BACKSLASH ? -1 : objectStart(bytes, at + name.length)
    if (start < 0) continue
    const found = objectAt(bytes, start)
    if (holdsCounts(found)) return found
    tries += 1
    if (tries === MOST_TRIES) return undefined
  }
  return undefined
}

/** Offset of the brace that opens the value, -1 when the value is no object. `from` is the offset after the name. */
const objectStart = (bytes: Buffer, from: number): number => {
  const colon = skipSpace(bytes, from)
  if (bytes[colon] !== COLON) return -1
  const brace = skipSpace(bytes, colon + 1)
  return bytes[brace] === OPEN_BRACE ? brace : -1
}

const skipSpace = (bytes: Buffer, from: number): number => {
  let at = from
  while (at < bytes.byteLength && (bytes[at] ?? 0) <= 0x20) at += 1
  return at
}

const objectAt = (bytes: Buffer, start: number): unknown => {
  const end = objectEnd(bytes, start, Math.min(bytes.byteLength, start + LARGEST_USAGE))
  if (end < 0) return undefined
  try {
    return JSON.parse(bytes.toString('utf8', start, end))
  } catch {
    return undefined
  }
}

/** Offset after the matching brace, -1 when it does not come before `limit`. */
const objectEnd = (bytes: Buffer, start: number, limit: number): number => {
  let depth = 0
  let at = start
  while (at < limit) {
    const byte = bytes[at]
    at = byte === QUOTE ? stringEnd(bytes, at, limit) : at + 1
    if (byte === OPEN_BRACE) depth += 1
    if (byte === CLOSE_BRACE) depth -= 1
    if (depth === 0) return at
  }
  return -1
}

/** Offset after the quote that closes the string opened at `start`. */
const stringEnd = (bytes: Buffer, start: number, limit: number): number => {
  let at = start + 1
  while (at < limit && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at + 1
}

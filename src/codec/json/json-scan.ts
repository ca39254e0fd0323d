/**
 * Finds top-level members of a JSON object in the received bytes, without joining, decoding or parsing them.
 * Nested values are skipped by counting brackets; what stands inside them is the upstream's business.
 */
import { asBuffer } from '../bytes/as-buffer.ts'
import type { Body } from '../bytes/body.ts'
import { CLOSE_BRACE, COLON, COMMA, Cursor, END, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './json-cursor.ts'

/** Where the value of a top-level member stands. */
export interface MemberRange {
  readonly key: string
  /** Byte offset of the value's first byte. */
  readonly start: number
  /** Byte offset after the value's last byte. */
  readonly end: number
}

export interface ScanOptions {
  /** Reads on after every wanted key was found, so that repeated keys are seen too. Needed before an edit. */
  readonly all?: boolean
}

export interface Scan {
  /** Members with a wanted key, in order of appearance. */
  readonly members: readonly MemberRange[]
  /** False when the body is no JSON object, breaks off, or reading stopped because all keys were found. */
  readonly complete: boolean
}

/** Finds the values of the wanted top-level keys. Never throws: what is no JSON object has no members. */
export const scanTopLevel = (body: Body, keys: readonly string[], options: ScanOptions = {}): Scan => {
  const cursor = new Cursor(body.chunks)
  const members: MemberRange[] = []
  const missing = options.all === true ? undefined : new Set(keys)
  skipByteOrderMark(cursor)
  if (cursor.token() !== OPEN_BRACE) return { members, complete: false }
  cursor.step()
  if (cursor.token() === CLOSE_BRACE) return { members, complete: endsAfterBrace(cursor) }
  for (let next = COMMA; next === COMMA; next = endOfMember(cursor)) {
    const member = readMemberRange(cursor)
    if (member === undefined) return { members, complete: false }
    if (!keys.includes(member.key)) continue
    members.push(member)
    missing?.delete(member.key)
    if (missing?.size === 0) return { members, complete: false }
  }
  return { members, complete: endsAfterBrace(cursor) }
}

/** The parsed value of a found member; undefined when its bytes are no JSON. Meant for small values. */
export const readMember = (body: Body, range: MemberRange): unknown => {
  try {
    return JSON.parse(bytesBetween(body, range.start, range.end).toString('utf8'))
  } catch {
    return undefined
  }
}

/** A copy of the bytes from `start` to `end` (exclusive); a view where they lie in one chunk. */
export const bytesBetween = (body: Body, start: number, end: number): Buffer => {
  const pieces: Uint8Array[] = []
  let base = 0
  for (const chunk of body.chunks) {
    const from = Math.max(start - base, 0)
    const to = Math.min(end - base, chunk.byteLength)
    if (from < to) pieces.push(chunk.subarray(from, to))
    base += chunk.byteLength
    if (base >= end) break
  }
  const [first] = pieces
  if (pieces.length === 1 && first !== undefined) return asBuffer(first)
  return Buffer.concat(pieces)
}

/** Over `"key" : value`. */
const readMemberRange = (cursor: Cursor): MemberRange | undefined => {
  const key = readKey(cursor)
  const start = cursor.offset()
  return key !== undefined && skipValue(cursor) ? { key, start, end: cursor.offset() } : undefined
}

/** What follows a member; steps over a comma. */
const endOfMember = (cursor: Cursor): number => {
  const byte = cursor.token()
  if (byte === COMMA) cursor.step()
  return byte
}

/** Reads `"key" :` and stands on the first byte of the value. */
const readKey = (cursor: Cursor): string | undefined => {
  if (cursor.token() !== QUOTE) return undefined
  const key = cursor.readString()
  if (key === undefined || cursor.token() !== COLON) return undefined
  cursor.step()
  return cursor.token() === END ? undefined : key
}

const skipValue = (cursor: Cursor): boolean => {
  const byte = cursor.token()
  if (byte === QUOTE) return cursor.skipString()
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return cursor.skipContainer()
  return cursor.skipScalar()
}

const endsAfterBrace = (cursor: Cursor): boolean => {
  if (cursor.token() !== CLOSE_BRACE) return false
  cursor.step()
  return cursor.token() === END
}

/** UTF-8 byte order mark, which many parsers accept before JSON (RFC 8259 section 8.1 allows ignoring it). */
const skipByteOrderMark = (cursor: Cursor): void => {
  if (cursor.byte() !== 0xef) return
  for (let index = 0; index < 3; index += 1) cursor.step()
}

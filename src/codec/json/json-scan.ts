/**
 * Finds top-level members of a JSON object in the received bytes, without joining, decoding or parsing them.
 * Nested values are skipped by counting brackets; what stands inside them is the upstream's business. One pass, whatever the bytes are.
 */
import { asBuffer } from '../bytes/as-buffer.ts'
import type { Body } from '../bytes/body.ts'
import { finish, type Work } from '../work/work.ts'
import { MemberReader } from './member-reader.ts'

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
  /** Members with a wanted key, in order of appearance; not more than one too many. */
  readonly members: readonly MemberRange[]
  /** False when the body is no JSON object, breaks off, or reading stopped because all keys were found, or too many. */
  readonly complete: boolean
}

/** Members with a wanted key beyond which a text is not read on: whoever repeats keys so often wants something else than an answer. */
export const MOST_MEMBERS = 1000

/** Members after which reading pauses, however small they are. */
const MEMBERS_A_PAUSE = 4096

/** `scanMembers` without pauses, for bodies that are small or whose keys stand early. */
export const scanTopLevel = (body: Body, keys: readonly string[], options?: ScanOptions): Scan =>
  finish(scanMembers(body, keys, options))

/** Finds the values of the wanted top-level keys. Never throws: what is no JSON object has no members. */
export function* scanMembers(body: Body, keys: readonly string[], { all = false }: ScanOptions = {}): Work<Scan> {
  const reader = new MemberReader(body.chunks, longestSpelling(keys))
  const members: MemberRange[] = []
  const missing = new Set(keys)
  const wanted = new Set<string | undefined>(keys)
  for (let read = 1; ; read += 1) {
    const found = reader.next()
    if (found === 'whole' || found === 'broken') return { members, complete: found === 'whole' }
    if (found === 'more' || read % MEMBERS_A_PAUSE === 0) yield
    if (found === 'more' || !wanted.has(found.key)) continue
    const { key = '', start, end } = found
    members.push({ key, start, end })
    missing.delete(key)
    if ((!all && missing.size === 0) || members.length > MOST_MEMBERS) return { members, complete: false }
  }
}

/** Bytes that the longest of these keys can take up with its quotes: a character is six where it is escaped. */
const longestSpelling = (keys: readonly string[]): number => 2 + 6 * Math.max(0, ...keys.map(({ length }) => length))

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

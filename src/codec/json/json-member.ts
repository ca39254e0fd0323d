/** Finds every value of one top-level key, without reading a large body through when that can be told from a search. */
import { asBuffer } from '../bytes/as-buffer.ts'
import type { Body } from '../bytes/body.ts'
import { chunksInclude } from '../bytes/chunk-search.ts'
import type { Work } from '../work/work.ts'
import { escapesIn } from './escapes-in.ts'
import { CLOSE_BRACE } from './json-bytes.ts'
import { scanEdges } from './json-edges.ts'
import { type MemberRange, MOST_MEMBERS, readMember, scanMembers } from './json-scan.ts'

/** The members, or that the key is repeated more than `MOST_MEMBERS` times: no request that anybody means. */
export type FoundMembers = readonly MemberRange[] | 'too-many'

/**
 * All members with this key, in order; none in what is no JSON object. In a large body that holds the key once, and nothing by which it
 * could be spelled otherwise, the one near an end is all.
 */
export function* findMembers(body: Body, key: string): Work<FoundMembers> {
  const near = scanEdges(body, [key])
  if (near.length === 1 && (yield* closes(body)) && isOnce(body, key)) return near
  const { members, complete } = yield* scanMembers(body, [key], { all: true })
  if (members.length > MOST_MEMBERS) return 'too-many'
  return complete ? members : []
}

/** Bytes of the largest value that is read: a name is never longer. */
const LARGEST_NAME = 64 * 1024

/** The string a parser would see for a key: the last one counts. Undefined when it is empty or no string. */
export const lastString = (body: Body, members: readonly MemberRange[]): string | undefined => {
  const last = members.at(-1)
  const value = last === undefined || last.end - last.start > LARGEST_NAME ? undefined : readMember(body, last)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const isOnce = (body: Body, key: string): boolean =>
  countUpTo(body, Buffer.from(JSON.stringify(key)), 2) === 1 &&
  !escapesIn(key).some((spelled) => chunksInclude(body.chunks, Buffer.from(spelled)))

/** Bytes of white space that are passed without a pause. */
const SLICE = 256 * 1024

/** Whether the last character ends an object: a body that was cut off is not edited. */
function* closes({ chunks }: Body): Work<boolean> {
  let passed = 0
  for (const chunk of chunks.toReversed()) {
    for (let at = chunk.byteLength - 1; at >= 0; at -= 1) {
      const byte = chunk[at] ?? 0
      if (byte > 0x20) return byte === CLOSE_BRACE
      passed += 1
      if (passed % SLICE === 0) yield
    }
  }
  return false
}

const countUpTo = (body: Body, needle: Buffer, limit: number): number => {
  let count = 0
  let tail = Buffer.alloc(0)
  for (const chunk of body.chunks) {
    const seam = Buffer.concat([tail, chunk.subarray(0, needle.length - 1)])
    for (const part of [seam, asBuffer(chunk)]) {
      for (let at = part.indexOf(needle); at !== -1 && count < limit; at = part.indexOf(needle, at + 1)) count += 1
    }
    const seen = Buffer.concat([tail, chunk.subarray(Math.max(0, chunk.byteLength - needle.length + 1))])
    tail = seen.subarray(Math.max(0, seen.length - needle.length + 1))
  }
  return count
}

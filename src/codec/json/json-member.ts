/** Finds every value of one top-level key, without reading a large body through when that can be told from a search. */
import { asBuffer } from '../bytes/as-buffer.ts'
import type { Body } from '../bytes/body.ts'
import { scanEdges } from './json-edges.ts'
import { type MemberRange, readMember, scanTopLevel } from './json-scan.ts'

/**
 * All members with this key, in order; none in what is no JSON object. In a body that is large, a repetition counts as one
 * when it is spelled like the key itself: nobody writes keys with needless escapes.
 */
export const findMembers = (body: Body, key: string): readonly MemberRange[] => {
  const near = scanEdges(body, [key])
  if (near.length === 1 && closes(body) && countUpTo(body, Buffer.from(JSON.stringify(key)), 2) === 1) return near
  const { members, complete } = scanTopLevel(body, [key], { all: true })
  return complete ? members : []
}

/** The string a parser would see for this key: the last one counts. Undefined when it is empty or no string. */
export const memberString = (body: Body, key: string): string | undefined => {
  const last = findMembers(body, key).at(-1)
  const value = last === undefined ? undefined : readMember(body, last)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether the last character ends an object: a body that was cut off is not edited. */
const closes = ({ chunks }: Body): boolean => {
  for (const chunk of [...chunks].reverse()) {
    const last = chunk.findLast((byte) => byte > 0x20)
    if (last !== undefined) return last === 0x7d
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

/**
 * Looks for top-level members near both ends of a JSON object, at a cost that does not grow with the body.
 * Clients write `model` first and `stream`, `metadata` last, with megabytes of messages between; for knowing (not for
 * editing) that is enough. `json-scan` reads everything.
 */

import { Body } from '../bytes/body.ts'
import {
  backslashesBefore,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './json-bytes.ts'
import { bytesBetween, type MemberRange, scanTopLevel } from './json-scan.ts'

/** Bytes looked at on each side. */
const REACH = 16 * 1024

/**
 * The values of the wanted top-level keys that stand within 16 KiB of the beginning or the end; all of them in a body of
 * twice that size. Never throws. In a text that is no JSON the ranges mean nothing.
 */
export const scanEdges = (body: Body, keys: readonly string[]): readonly MemberRange[] => {
  if (body.size <= 2 * REACH) return scanTopLevel(body, keys).members
  const head = scanTopLevel(new Body([bytesBetween(body, 0, REACH)]), keys).members
  const missing = keys.filter((key) => !head.some((member) => member.key === key))
  return missing.length === 0 ? head : [...head, ...scanTail(body, missing)]
}

const scanTail = (body: Body, keys: readonly string[]): readonly MemberRange[] => {
  const base = body.size - REACH
  const tail = bytesBetween(body, base, body.size)
  const members: MemberRange[] = []
  const missing = new Set(keys)
  let at = beforeSpace(tail, tail.length)
  if (tail[at - 1] !== CLOSE_BRACE) return members
  at -= 1
  while (missing.size > 0) {
    const member = memberBefore(tail, at)
    if (member === undefined) break
    if (missing.delete(member.key)) {
      members.push({ key: member.key, start: base + member.start, end: base + member.end })
    }
    at = beforeSpace(tail, member.keyStart)
    if (tail[at - 1] !== COMMA) break
    at -= 1
  }
  return members
}

/** The member that ends before `end`; undefined when it does not lie wholly in the bytes. */
const memberBefore = (bytes: Buffer, end: number): (MemberRange & { readonly keyStart: number }) | undefined => {
  const valueEnd = beforeSpace(bytes, end)
  const start = startOfValue(bytes, valueEnd)
  const colon = beforeSpace(bytes, start)
  if (start <= 0 || bytes[colon - 1] !== COLON) return undefined
  const keyEnd = beforeSpace(bytes, colon - 1)
  const keyStart = startOfString(bytes, keyEnd)
  if (keyStart < 0) return undefined
  const key = bytes.toString('utf8', keyStart + 1, keyEnd - 1)
  return { key, keyStart, start, end: valueEnd }
}

const startOfValue = (bytes: Buffer, end: number): number => {
  const last = bytes[end - 1]
  if (last === QUOTE) return startOfString(bytes, end)
  if (last === CLOSE_BRACE || last === CLOSE_BRACKET) return startOfContainer(bytes, end)
  let at = end
  while (at > 0 && !endsScalar(bytes[at - 1] ?? COLON)) at -= 1
  return at === end ? -1 : at
}

const endsScalar = (byte: number): boolean => byte === COLON || byte === COMMA || byte <= 0x20

/** Where the string that ends before `end` begins: at the nearest quote that is not escaped. -1 when it is not here. */
const startOfString = (bytes: Buffer, end: number): number => {
  if (bytes[end - 1] !== QUOTE) return -1
  let at = end - 1
  for (;;) {
    at = at === 0 ? -1 : bytes.lastIndexOf(QUOTE, at - 1)
    if (at <= 0) return -1
    const run = backslashesBefore(bytes, 0, at)
    if (run === at) return -1
    if ((run & 1) === 0) return at
  }
}

const startOfContainer = (bytes: Buffer, end: number): number => {
  let depth = 0
  let at = end
  do {
    const byte = bytes[at - 1]
    if (byte === QUOTE) at = startOfString(bytes, at)
    else {
      at -= 1
      if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth += 1
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth -= 1
    }
  } while (depth > 0 && at > 0)
  return depth === 0 ? at : -1
}

/** The end of what stands before `end` without white space. */
const beforeSpace = (bytes: Buffer, end: number): number => {
  let at = end
  while (at > 0 && (bytes[at - 1] ?? 0xff) <= 0x20) at -= 1
  return at
}

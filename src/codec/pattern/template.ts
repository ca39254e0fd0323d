/** Replacement texts as Python's `re.sub` reads them: `\1`, `\g<1>`, `\g<name>` stand for groups, `\\` for a backslash; other backslashes stay. */
import { type Pattern, PatternError } from './pattern.ts'
import type { Match } from './search.ts'

export interface Template {
  /** The bytes to put in place of a match. `bytes` are those the match was found in. */
  readonly expand: (match: Match, bytes: Buffer) => Buffer
}

type Part = Buffer | number

const REFERENCE = /\\(?:g<([^>]*)>|([1-9]\d?)|(\\))/g

/** Throws `PatternError` for a reference to a group the pattern does not have; its position is that in `text`. */
export const compileTemplate = (text: string, pattern: Pattern): Template => {
  const parts: Part[] = []
  let at = 0
  for (const reference of text.matchAll(REFERENCE)) {
    push(parts, text.slice(at, reference.index))
    at = reference.index + reference[0].length
    const [, name, number, backslash] = reference
    if (backslash !== undefined) push(parts, '\\')
    else parts.push(groupOf(pattern, name ?? number ?? '', reference.index))
  }
  push(parts, text.slice(at))
  return { expand: (match, bytes) => expand(parts, match, bytes) }
}

const push = (parts: Part[], text: string): void => {
  if (text !== '') parts.push(Buffer.from(text, 'utf8'))
}

const groupOf = (pattern: Pattern, name: string, position: number): number => {
  const group = /^\d+$/.test(name) ? Number(name) : pattern.groupNames[name]
  if (group === undefined || group > pattern.groupCount) {
    throw new PatternError({ code: 'group-unknown', params: { position: position + 1, group: name } }, position)
  }
  return group
}

const expand = (parts: readonly Part[], match: Match, bytes: Buffer): Buffer => {
  const [only] = parts
  if (parts.length === 1 && only instanceof Buffer) return only
  return Buffer.concat(parts.map((part) => (typeof part === 'number' ? groupBytes(match, part, bytes) : part)))
}

/** A group that took no part is empty, as in Python since 3.5. */
const groupBytes = (match: Match, group: number, bytes: Buffer): Buffer => {
  const range = match.groups[group]
  return range === undefined ? Buffer.alloc(0) : bytes.subarray(range[0], range[1])
}

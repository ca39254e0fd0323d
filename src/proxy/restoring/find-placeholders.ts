/** Finds placeholders in a text that may come in pieces, and says which end of a piece may be the beginning of one. */

import { WORD_LENGTH } from '../masking/placeholder.ts'
import { PLACEHOLDER_WORD } from '../masks/checks.ts'
import type { PlaceholderForm } from '../masks/kind.ts'

export interface FoundPlaceholder {
  readonly start: number
  readonly end: number
  /** What is put in its place; undefined for one that nobody gave out. */
  readonly secret: string | undefined
  readonly text: string
}

export interface PlaceholderFinder {
  /** The forms that are looked for. */
  readonly forms: readonly PlaceholderForm[]
  /** Characters of the longest placeholder. */
  readonly longest: number
  /** Ascending, apart. */
  readonly find: (text: string) => readonly FoundPlaceholder[]
  /** Where the end of a text begins that may be the beginning of a placeholder, at or behind `from`; its length where there is none. */
  readonly heldFrom: (text: string, from: number) => number
  /** Whether a placeholder may stand in a text, or in what JSON escapes in it: cheap, and wrong only in the direction of yes. */
  readonly mayHold: (text: string) => boolean
}

const WORD = new RegExp(`^${PLACEHOLDER_WORD}$`)
const PART_OF_WORD = new RegExp(`^${PLACEHOLDER_WORD.replace(/\{.*/, '*')}$`)

export const createPlaceholderFinder = (
  forms: readonly PlaceholderForm[],
  secretOf: (placeholder: string) => string | undefined,
): PlaceholderFinder => {
  const first = new Set(forms.map(({ head }) => head[0]))
  const longest = Math.max(0, ...forms.map(({ head, tail }) => head.length + WORD_LENGTH + tail.length))
  const heads = new RegExp(forms.length === 0 ? '(?!)' : [...byHead(forms).keys()].map(literally).join('|'), 'g')
  const formsOf = byHead(forms)
  const foundAt = (text: string, start: number, head: string): readonly FoundPlaceholder[] =>
    (formsOf.get(head) ?? []).flatMap(({ tail }) => {
      const middle = start + head.length
      const end = middle + WORD_LENGTH + tail.length
      if (!WORD.test(text.slice(middle, middle + WORD_LENGTH)) || !text.startsWith(tail, end - tail.length)) return []
      const placeholder = text.slice(start, end)
      return [{ start, end, secret: secretOf(placeholder), text: placeholder }]
    })
  const find = (text: string): readonly FoundPlaceholder[] => {
    const found: FoundPlaceholder[] = []
    heads.lastIndex = 0
    for (let match = heads.exec(text); match !== null; match = heads.exec(text)) {
      for (const head of headsAt(text, match.index)) found.push(...foundAt(text, match.index, head))
      heads.lastIndex = match.index + 1
    }
    return apart(found)
  }
  /** A head may begin another: `clp-` and `clp-pem-`. */
  const headsAt = (text: string, start: number): readonly string[] =>
    [...formsOf.keys()].filter((head) => text.startsWith(head, start))
  return {
    forms,
    longest,
    find,
    heldFrom: (text, from) => {
      for (let at = Math.max(from, text.length - longest + 1); at < text.length; at += 1) {
        if (first.has(text[at]) && forms.some((form) => begins(form, text.slice(at)))) return at
      }
      return text.length
    },
    mayHold: (text) => {
      heads.lastIndex = 0
      return heads.test(text) || text.includes('\\u00')
    },
  }
}

const byHead = (forms: readonly PlaceholderForm[]): ReadonlyMap<string, readonly PlaceholderForm[]> => {
  const lists = new Map<string, PlaceholderForm[]>()
  for (const form of forms) lists.set(form.head, [...(lists.get(form.head) ?? []), form])
  return lists
}

const literally = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, '\\$&')

/** Known ones before those that only look alike; ascending. They are given ascending by their beginnings. */
const apart = (found: readonly FoundPlaceholder[]): readonly FoundPlaceholder[] => {
  const kept: FoundPlaceholder[] = []
  for (const one of found) {
    while (true) {
      const last = kept.at(-1)
      if (last === undefined || last.end <= one.start) {
        kept.push(one)
        break
      }
      if (last.secret !== undefined || one.secret === undefined) break
      kept.pop()
    }
  }
  return kept
}

/** Whether a text is the beginning of a placeholder, and not yet a whole one. */
const begins = ({ head, tail }: PlaceholderForm, text: string): boolean => {
  if (text.length <= head.length) return head.startsWith(text)
  if (!text.startsWith(head)) return false
  const rest = text.slice(head.length)
  if (rest.length < WORD_LENGTH) return PART_OF_WORD.test(rest)
  const behind = rest.slice(WORD_LENGTH)
  return WORD.test(rest.slice(0, WORD_LENGTH)) && behind.length < tail.length && tail.startsWith(behind)
}

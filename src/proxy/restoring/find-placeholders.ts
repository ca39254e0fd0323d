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
  const findForm = (text: string, { head, tail }: PlaceholderForm): readonly FoundPlaceholder[] => {
    const found: FoundPlaceholder[] = []
    for (let start = text.indexOf(head); start >= 0; start = text.indexOf(head, start + 1)) {
      const middle = start + head.length
      const end = middle + WORD_LENGTH + tail.length
      if (!WORD.test(text.slice(middle, middle + WORD_LENGTH)) || !text.startsWith(tail, end - tail.length)) continue
      const placeholder = text.slice(start, end)
      found.push({ start, end, secret: secretOf(placeholder), text: placeholder })
    }
    return found
  }
  return {
    find: (text) => apart(forms.flatMap((form) => findForm(text, form))),
    heldFrom: (text, from) => {
      for (let at = Math.max(from, text.length - longest + 1); at < text.length; at += 1) {
        if (first.has(text[at]) && forms.some((form) => begins(form, text.slice(at)))) return at
      }
      return text.length
    },
    mayHold: (text) => forms.some(({ head }) => text.includes(head)) || text.includes('\\u00'),
  }
}

/** Known ones before those that only look alike; ascending. */
const apart = (found: readonly FoundPlaceholder[]): readonly FoundPlaceholder[] => {
  if (found.length < 2) return found
  const kept: FoundPlaceholder[] = []
  const known = (one: FoundPlaceholder): number => (one.secret === undefined ? 1 : 0)
  for (const one of found.toSorted((a, b) => known(a) - known(b) || a.start - b.start)) {
    if (kept.every(({ start, end }) => end <= one.start || one.end <= start)) kept.push(one)
  }
  return kept.sort((a, b) => a.start - b.start)
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

/** A text with marked places, shortened to what is around them. Pure. */
export interface Mark {
  /** UTF-16 offsets, end exclusive. */
  readonly start: number
  readonly end: number
}

export interface Part {
  readonly kind: 'text' | 'mark'
  readonly text: string
}

const CONTEXT = 80
const MOST_MARKS = 30

/** Long stretches without a mark become an ellipsis. */
export const markedParts = (text: string, marks: readonly Mark[]): readonly Part[] => {
  const parts: Part[] = []
  let at = 0
  for (const { start, end } of [...marks].sort((left, right) => left.start - right.start).slice(0, MOST_MARKS)) {
    if (start < at) continue
    parts.push({ kind: 'text', text: between(text.slice(at, start), at === 0) })
    parts.push({ kind: 'mark', text: text.slice(start, end) })
    at = end
  }
  parts.push({ kind: 'text', text: text.length - at > CONTEXT ? `${text.slice(at, at + CONTEXT)}…` : text.slice(at) })
  return parts.filter((part) => part.text !== '')
}

const between = (text: string, first: boolean): string => {
  if (first) return text.length > CONTEXT ? `…${text.slice(-CONTEXT)}` : text
  return text.length > 2 * CONTEXT ? `${text.slice(0, CONTEXT)}…${text.slice(-CONTEXT)}` : text
}

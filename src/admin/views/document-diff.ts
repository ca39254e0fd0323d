/** What became of one text of a document in another, line by line, as it may be shown. */
import { diffLines, structuredPatch } from 'diff'
import type { DocumentDiff } from '../../contract/api/document-history.ts'
import type { Clock } from '../../contract/clock.ts'
import { type Maskable, maskText } from '../writes/masking.ts'

/** Lines around each change. */
const CONTEXT = 3
/** ms after which texts count as too different; each pair of large texts is compared on the thread of the requests. */
const TIMEOUT_MS = 50

const KINDS = { ' ': 'same', '+': 'added', '-': 'removed' } as const

export const textDiff = (
  document: Maskable,
  before: string,
  after: string,
): Pick<DocumentDiff, 'hunks' | 'secretsDiffer' | 'tooDifferent'> => {
  const [from, to] = [maskText(document, before), maskText(document, after)]
  const patch = structuredPatch('', '', from, to, undefined, undefined, { context: CONTEXT, timeout: TIMEOUT_MS })
  if (patch === undefined) return { hunks: [], secretsDiffer: false, tooDifferent: true }
  const hunks = patch.hunks.map(({ oldStart, newStart, lines }) => ({
    from: oldStart,
    to: newStart,
    // A line that begins with a backslash says that the text has no last line break.
    lines: lines.flatMap((line) => {
      const kind = KINDS[line.charAt(0) as keyof typeof KINDS]
      return kind === undefined ? [] : [{ kind, text: line.slice(1) }]
    }),
  }))
  return { hunks, secretsDiffer: from === to && before !== after, tooDifferent: false }
}

/**
 * Counts the lines that came and went from text to text, all of them together in the time that one comparison may take: what is left then is
 * undefined, for the thread of the requests counts them.
 */
export const createLineCounter = ({ elapsed }: Pick<Clock, 'elapsed'>) => {
  let leftMs = TIMEOUT_MS
  return (before: string, after: string): { added: number; removed: number } | undefined => {
    if (leftMs <= 0) return undefined
    const begun = elapsed()
    const parts = diffLines(before, after, { timeout: leftMs })
    leftMs -= elapsed() - begun
    if (parts === undefined) return undefined
    const count = (of: 'added' | 'removed'): number =>
      parts.reduce((sum, part) => sum + (part[of] ? (part.count ?? 0) : 0), 0)
    return { added: count('added'), removed: count('removed') }
  }
}

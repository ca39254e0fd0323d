/**
 * Turns for protocols that want users and assistants to alternate and know no system message in the middle: neighbours are merged,
 * later system text becomes a marked text of the user.
 */
import { mapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import type { Losses } from '../loss.ts'
import type { Part, TextPart, Turn } from '../part.ts'

export interface FoldedTurn {
  readonly role: 'user' | 'assistant'
  readonly parts: readonly Part[]
}

/** The same bytes for the same text in every turn, so that caches hold. */
export const asReminder = (text: string): string => `<system-reminder>\n${text}\n</system-reminder>`

/** The turns of a settled conversation, merged, the results of a turn first, a user first. */
export function* foldTurns(turns: readonly Turn[], losses: Losses): Work<readonly FoldedTurn[]> {
  const folded: { role: 'user' | 'assistant'; parts: Part[] }[] = []
  for (const turn of turns) {
    const { role, parts } = withoutSystem(turn, losses)
    const last = folded.at(-1)
    if (last?.role === role) for (const part of parts) last.parts.push(part)
    else folded.push({ role, parts: [...parts] })
    yield
  }
  const ordered = yield* mapped(folded, ({ role, parts }) => ({
    role,
    parts: role === 'user' ? resultsFirst(parts) : parts,
  }))
  return ordered[0]?.role === 'user' ? ordered : [CONTINUED, ...ordered]
}

/** Stands where a user has to speak first, or anybody at all. */
export const CONTINUED: FoldedTurn = { role: 'user', parts: [{ type: 'text', text: '(continued)' }] }

const withoutSystem = (turn: Turn, losses: Losses): FoldedTurn => {
  if (turn.role !== 'system') return { role: turn.role, parts: turn.parts }
  losses.add('system-moved', 'messages')
  return { role: 'user', parts: turn.parts.map(reminder) }
}

const reminder = (part: Part): Part => {
  if (part.type !== 'text') return part
  const text: TextPart = { ...part, text: asReminder(part.text) }
  return text
}

const resultsFirst = (parts: readonly Part[]): readonly Part[] => [
  ...parts.filter((part) => part.type === 'result'),
  ...parts.filter((part) => part.type !== 'result'),
]

/** Paragraphs of one text. */
export const joinTexts = (texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n')

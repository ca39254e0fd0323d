/** Several patterns asked at once: one pass over the text tells which of them match anywhere. */

import type { Work } from '../work/work.ts'
import { type Automaton, createAutomaton } from './automaton.ts'
import type { Pattern } from './pattern.ts'
import { sideBySide } from './program.ts'
import { whichMatch } from './search.ts'

export interface PatternSet {
  /** Positions of the patterns that match anywhere, ascending. */
  readonly matching: (text: Buffer) => Work<readonly number[]>
}

/** Nodes that one automaton holds: more of them make a new state, which is met at any character, too dear. */
const LARGEST_AUTOMATON = 1000

export const createPatternSet = (patterns: readonly Pattern[]): PatternSet => {
  let made: readonly Group[] | undefined
  return {
    *matching(text) {
      made ??= groupsOf(patterns).map(({ first, members }) => ({
        first,
        automaton: createAutomaton(sideBySide(members.map(({ program }) => program))),
      }))
      const found: number[] = []
      for (const { first, automaton } of made) {
        for (const index of yield* whichMatch(automaton, text)) found.push(first + index)
      }
      return found
    },
  }
}

interface Group {
  /** Position of its first pattern. */
  readonly first: number
  readonly automaton: Automaton
}

const groupsOf = (patterns: readonly Pattern[]): { readonly first: number; readonly members: Pattern[] }[] => {
  const groups: { readonly first: number; readonly members: Pattern[] }[] = []
  let size = Number.POSITIVE_INFINITY
  for (const [index, pattern] of patterns.entries()) {
    size += pattern.program.nodes.length
    if (size > LARGEST_AUTOMATON) {
      groups.push({ first: index, members: [] })
      size = pattern.program.nodes.length
    }
    groups.at(-1)?.members.push(pattern)
  }
  return groups
}

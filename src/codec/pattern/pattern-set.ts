/** Several patterns asked at once: one pass over the text tells which of them match anywhere. */
import { RE2JS, RE2Set } from 're2js'
import { type Pattern, re2Source } from './pattern.ts'

export interface PatternSet {
  /** Positions of the patterns that match anywhere. */
  readonly matching: (text: string | Uint8Array) => readonly number[]
}

export const createPatternSet = (patterns: readonly Pattern[]): PatternSet => {
  const [only] = patterns
  if (only !== undefined && patterns.length === 1) return { matching: (text) => (only.test(text) ? [0] : []) }
  const set = new RE2Set(RE2Set.UNANCHORED, RE2JS.DOTALL)
  for (const pattern of patterns) set.add(re2Source(pattern.source))
  set.compile()
  return { matching: (text) => set.match(text) }
}

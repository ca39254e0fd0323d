/** Traffic spreads by weight: an upstream of weight 3 is asked three times as often as one of weight 1. */
import type { Policy } from './policy.ts'
import { spread } from './spread.ts'

export const weightedRandom = {
  id: 'weighted-random',
  failsOver: true,
  reason: 'random',
  rank: (candidates, { random }) => spread(candidates, random),
} as const satisfies Policy

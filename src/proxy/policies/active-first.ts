/** One upstream, the one the user made active. What it answers is passed on. */
import type { Policy } from './policy.ts'

export const activeFirst = {
  id: 'active-first',
  failsOver: false,
  reason: 'active',
  rank: (candidates) => candidates.filter(({ active }) => active).slice(0, 1),
} as const satisfies Policy

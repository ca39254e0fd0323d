/** Strict priority: the heaviest upstream gets all traffic while it is healthy, the next one when it is not. */
import { byWeight, type Policy } from './policy.ts'

export const weightBased = {
  id: 'weight-based',
  failsOver: true,
  reason: 'weight',
  rank: (candidates) => [...candidates].sort(byWeight),
} as const satisfies Policy

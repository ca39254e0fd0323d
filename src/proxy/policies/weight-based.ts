/** Strict priority: the heaviest upstream gets all traffic while it is healthy, the next one when it is not. */
import type { Upstream } from '../../contract/upstream.ts'
import { memoByValue } from '../exchange/memo.ts'
import { byWeight, type Policy } from './policy.ts'

/** Health gives the same list while nothing changes, so it is sorted once and not per request. */
const sorted = memoByValue((candidates: readonly Upstream[]) => [...candidates].sort(byWeight))

export const weightBased = {
  id: 'weight-based',
  failsOver: true,
  reason: 'weight',
  rank: sorted,
} as const satisfies Policy

/**
 * New conversations go where most is left of the plan's fullest window. A conversation keeps its upstream, so that prompt caches stay warm,
 * until that one fails or comes to its floor.
 */
import type { Upstream } from '../../contract/upstream.ts'
import { byWeight, type Policy } from './policy.ts'

/** What an upstream counts with whose answers say nothing of a plan. */
const UNKNOWN_LEFT = 0.5

export const mostLeft = {
  id: 'most-left',
  failsOver: true,
  reason: 'most-left',
  rank: (candidates, { remembered, left = () => undefined }) => {
    const ranked = candidates
      .map((upstream) => ({ upstream, left: left(upstream) ?? UNKNOWN_LEFT }))
      .sort((one, other) => (one.left === other.left ? byWeight(one.upstream, other.upstream) : other.left - one.left))
      .map(({ upstream }): Upstream => upstream)
    const kept = ranked.filter(({ name }) => name === remembered)
    return [...kept, ...ranked.filter(({ name }) => name !== remembered)]
  },
} as const satisfies Policy

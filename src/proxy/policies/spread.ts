/** Orders upstreams so that each stands first with a chance in proportion to its weight. */
import type { Upstream } from '../../contract/upstream.ts'
import { byWeight } from './policy.ts'

/**
 * `draw` gives a number in [0, 1) per upstream. Weighted sampling without replacement: Efraimidis and Spirakis, "Weighted random
 * sampling with a reservoir", 2006. Upstreams of weight 0 (or less) only follow; where nobody has weight, all are equal.
 */
export const spread = (candidates: readonly Upstream[], draw: (upstream: Upstream) => number): readonly Upstream[] => {
  const weighted = candidates.some(({ weight }) => weight > 0)
  const keyed = candidates.map((upstream) => {
    const weight = weighted ? upstream.weight : 1
    // ln(u)/w orders like u^(1/w) without losing small numbers; 1 - draw is never 0.
    return { upstream, key: weight > 0 ? Math.log(1 - draw(upstream)) / weight : Number.NEGATIVE_INFINITY }
  })
  return keyed
    .sort((left, right) => (left.key === right.key ? byWeight(left.upstream, right.upstream) : right.key - left.key))
    .map(({ upstream }) => upstream)
}

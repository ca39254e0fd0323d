/** Who may answer a request, in order: the pinned upstream first, then the policy's list over those whose health allows it. Pure. */

import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { PolicyId } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Health } from '../../store/health/health.ts'
import { policies } from '../policies/index.ts'
import { byWeight, type RankContext } from '../policies/policy.ts'

export interface RankRequest {
  readonly pool: readonly Upstream[]
  readonly mode: PolicyId
  readonly health: Pick<Health, 'candidates'>
  readonly pinned?: { readonly upstream: string; readonly fallback: boolean }
  readonly context: RankContext
}

export interface Ranking {
  readonly list: readonly Upstream[]
  /** Whether the list is worth asking for once more after a reset. */
  readonly resettable: boolean
  /** Why the first one was chosen. */
  readonly reason: ChoiceCode
}

export const rankUpstreams = ({ pool, mode, health, pinned, context }: RankRequest): Ranking => {
  const policy = policies[mode]
  const enabled = pool.filter((upstream) => upstream.enabled)
  const target = enabled.find(({ name }) => name === pinned?.upstream)
  if (target !== undefined) {
    const others = pinned?.fallback === true ? fallbacks({ pool, mode, health, context }) : []
    const list = [target, ...others.filter(({ name }) => name !== target.name)]
    return { list, resettable: false, reason: 'pinned' }
  }
  const candidates = policy.failsOver ? health.candidates(pool) : enabled
  return { list: policy.rank(candidates, context), resettable: policy.failsOver, reason: policy.reason }
}

/** With one upstream active, the others follow it by weight. */
const fallbacks = ({ pool, mode, health, context }: RankRequest): readonly Upstream[] => {
  const candidates = health.candidates(pool)
  const ranked = policies[mode].rank(candidates, context)
  const rest = [...candidates].sort(byWeight).filter((upstream) => !ranked.includes(upstream))
  return [...ranked, ...rest]
}

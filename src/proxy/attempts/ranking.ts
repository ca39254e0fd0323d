/** Who may answer a request, in order: the pinned upstream first, then the policy's list over those whose health allows it. Pure. */

import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { PolicyId } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Health } from '../../store/health/health.ts'
import { policies } from '../policies/index.ts'
import { byWeight, type RankContext } from '../policies/policy.ts'
import type { Room } from './room.ts'

export interface RankRequest {
  readonly pool: readonly Upstream[]
  readonly mode: PolicyId
  readonly health: Pick<Health, 'candidates'>
  /** Who has enough left; everybody when absent. */
  readonly room?: Pick<Room, 'above' | 'left'>
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

export const rankUpstreams = (request: RankRequest): Ranking => {
  const { pool, mode, pinned } = request
  const policy = policies[mode]
  const enabled = pool.filter((upstream) => upstream.enabled)
  const target = enabled.find(({ name }) => name === pinned?.upstream)
  if (target !== undefined) {
    const others = pinned?.fallback === true ? fallbacks(request) : []
    const list = [target, ...others.filter(({ name }) => name !== target.name)]
    return { list, resettable: false, reason: 'pinned' }
  }
  const candidates = policy.failsOver ? candidatesOf(request) : enabled
  return { list: policy.rank(candidates, contextOf(request)), resettable: policy.failsOver, reason: policy.reason }
}

/** With one upstream active, the others follow it by weight. */
const fallbacks = (request: RankRequest): readonly Upstream[] => {
  const candidates = candidatesOf(request)
  const ranked = policies[request.mode].rank(candidates, contextOf(request))
  const rest = [...candidates].sort(byWeight).filter((upstream) => !ranked.includes(upstream))
  return [...ranked, ...rest]
}

/** Those whose health and floors allow it. */
const candidatesOf = ({ pool, health, room }: RankRequest): readonly Upstream[] => {
  const candidates = health.candidates(pool)
  return room === undefined ? candidates : room.above(candidates)
}

const contextOf = ({ context, room }: RankRequest): RankContext =>
  room === undefined ? context : { ...context, left: room.left }

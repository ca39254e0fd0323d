/** Who has enough left to be asked, as far as upstreams tell it: floors leave out those that have come near their limit. */
import type { LeftCode } from '../../contract/reason/balancing-reasons.ts'
import type { BalancingOptions } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { ProxyDeps } from '../exchange/deps.ts'

export interface Room {
  /** What is left (0 … 1) of the fullest window of its plan; undefined where nobody knows. */
  readonly left: (upstream: Upstream) => number | undefined
  /** The floor it has come to, if any. */
  readonly floorOf: (upstream: Upstream) => Extract<LeftCode, 'quota'> | undefined
  /** Those above their floors; all where nobody is, for an upstream that may refuse is better than none. The same list where no floor is set. */
  readonly above: (candidates: readonly Upstream[]) => readonly Upstream[]
}

export const roomFor = (
  { meters }: { readonly meters: Pick<ProxyDeps['meters'], 'leastLeft'> },
  { quotaFloor }: Pick<BalancingOptions, 'quotaFloor'>,
): Room => {
  const left = ({ service, name }: Upstream): number | undefined => meters.leastLeft(service, name)?.left
  const floorOf: Room['floorOf'] = (upstream) => {
    if (quotaFloor === 0) return undefined
    const known = left(upstream)
    return known !== undefined && known < quotaFloor ? 'quota' : undefined
  }
  return {
    left,
    floorOf,
    above: (candidates) => {
      if (quotaFloor === 0) return candidates
      const kept = candidates.filter((upstream) => floorOf(upstream) === undefined)
      return kept.length === 0 || kept.length === candidates.length ? candidates : kept
    },
  }
}

/** Who has enough left to be asked, as far as upstreams tell it: floors leave out those that have come near their limit. */

import type { KnownBalance } from '../../contract/balance.ts'
import type { LeftCode } from '../../contract/reason/balancing-reasons.ts'
import type { BalancingOptions } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Balances } from '../../store/balances/balances.ts'
import type { Meters } from '../../store/meters/meters.ts'

export interface Room {
  /** What is left (0 … 1) of the fullest window of its plan; undefined where nobody knows. */
  readonly left: (upstream: Upstream) => number | undefined
  /** The floor it has come to, if any. */
  readonly floorOf: (upstream: Upstream) => Extract<LeftCode, 'quota' | 'balance'> | undefined
  /** Those above their floors; all where nobody is, for an upstream that may refuse is better than none. The same list where no floor is set. */
  readonly above: (candidates: readonly Upstream[]) => readonly Upstream[]
}

export interface RoomDeps {
  readonly meters: Pick<Meters, 'leastLeft'>
  readonly balances: Pick<Balances, 'of'>
}

export const roomFor = (
  { meters, balances }: RoomDeps,
  { quotaFloor, balanceFloor }: Pick<BalancingOptions, 'quotaFloor' | 'balanceFloor'>,
): Room => {
  const left = ({ service, name }: Upstream): number | undefined => meters.leastLeft(service, name)?.left
  const floorOf: Room['floorOf'] = (upstream) => {
    const known = quotaFloor === 0 ? undefined : left(upstream)
    if (known !== undefined && known < quotaFloor) return 'quota'
    const balance = balanceFloor === 0 ? undefined : balances.of(upstream.service, upstream.name)
    return balance !== undefined && isSpent(balance, balanceFloor) ? 'balance' : undefined
  }
  return {
    left,
    floorOf,
    above: (candidates) => {
      if (quotaFloor === 0 && balanceFloor === 0) return candidates
      const kept = candidates.filter((upstream) => floorOf(upstream) === undefined)
      return kept.length === 0 || kept.length === candidates.length ? candidates : kept
    },
  }
}

/** By the last that was told, until something else is: whoever cannot be asked for it now may have no more than then. */
const isSpent = ({ values, exhausted }: KnownBalance, floor: number): boolean =>
  exhausted === true || (values.length > 0 && values.every(({ value }) => value !== undefined && Number(value) < floor))

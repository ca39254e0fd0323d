/** What upstreams have refused, by upstream and model: the next request goes without it. In memory, for as long as the daemon lives. */
import type { Upstream } from '../../contract/upstream.ts'
import type { Repair } from '../../protocol/canonical/repair.ts'

/** Pairs of upstream and model that are remembered; the one learned first goes first. */
const LIMIT = 1000

export interface Lessons {
  readonly of: (upstream: Upstream, model: string) => readonly Repair[]
  readonly learn: (upstream: Upstream, model: string, repair: Repair) => void
  /** For one that did not help. */
  readonly forget: (upstream: Upstream, model: string, repair: Repair) => void
}

export const createLessons = (): Lessons => {
  const known = new Map<string, readonly Repair[]>()
  const of: Lessons['of'] = (upstream, model) => known.get(keyOf(upstream, model)) ?? NONE
  return {
    of,
    learn: (upstream, model, repair) => {
      const key = keyOf(upstream, model)
      // A limit that is told anew takes the place of the one before.
      const others = of(upstream, model).filter(({ kind }) => kind !== 'limit-tokens' || repair.kind !== kind)
      known.set(key, [...others, repair])
      const [oldest] = known.size > LIMIT ? known.keys() : []
      if (oldest !== undefined) known.delete(oldest)
    },
    forget: (upstream, model, repair) => {
      const left = of(upstream, model).filter((one) => one !== repair)
      if (left.length === 0) known.delete(keyOf(upstream, model))
      else known.set(keyOf(upstream, model), left)
    },
  }
}

const NONE: readonly Repair[] = []

const keyOf = ({ service, name, protocol, baseUrl }: Upstream, model: string): string =>
  JSON.stringify([service, name, protocol, baseUrl, model])

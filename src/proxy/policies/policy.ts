/** What a policy is: a way to put the upstreams that may be asked in the order in which they are. The length of the list is the retry budget. */

import type { ChoiceCode } from '../../contract/reason/balancing-reasons.ts'
import type { PolicyId } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'

export interface RankContext {
  /** Conversation the request belongs to, where the client names one. */
  readonly session?: string
  /** Upstream that answered this conversation last. */
  readonly remembered?: string
  /** What is left (0 … 1) of the fullest window of an upstream's plan; undefined where nobody knows. */
  readonly left?: (upstream: Upstream) => number | undefined
  /** A number in [0, 1). */
  readonly random: () => number
}

export interface Policy {
  readonly id: PolicyId
  /** False: one upstream is asked, whatever its health, and its answer is the answer. */
  readonly failsOver: boolean
  /** Why its first choice was chosen, in the words of the record. */
  readonly reason: ChoiceCode
  /** The upstreams worth trying, in order: each of the candidates at most once, and no others. */
  readonly rank: (candidates: readonly Upstream[], context: RankContext) => readonly Upstream[]
}

/** Heavier first; equal weights by name, in order of code points. */
export const byWeight = (left: Upstream, right: Upstream): number => {
  if (left.weight !== right.weight) return right.weight - left.weight
  return left.name < right.name ? -1 : Number(left.name > right.name)
}

/** The shelf of policies. */
import type { PolicyId } from '../../contract/settings.ts'
import { activeFirst } from './active-first.ts'
import { mostLeft } from './most-left.ts'
import type { Policy } from './policy.ts'
import { sticky } from './sticky.ts'
import { weightBased } from './weight-based.ts'
import { weightedRandom } from './weighted-random.ts'

export const policies: Readonly<Record<PolicyId, Policy>> = {
  'active-first': activeFirst,
  'weight-based': weightBased,
  'weighted-random': weightedRandom,
  sticky,
  'most-left': mostLeft,
}

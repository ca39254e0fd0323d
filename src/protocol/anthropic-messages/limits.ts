/**
 * Limits as Claude Code reads them from the answers of the Messages API. It looks at these headers for a claude.ai login, and where its token
 * has the shape of a gateway's. The claim `overage` is the one that Anthropic's own gateway sends of amounts.
 */

import type { RawHeaders } from '../../contract/exchange.ts'
import { percentOf } from '../../contract/money/share.ts'
import type { LimitForm, LimitReached } from '../common/limit-form.ts'

const PREFIX = 'anthropic-ratelimit-'
const UNIFIED = `${PREFIX}unified`
/** What is allowed has never used all of it. */
const MOST_ALLOWED = 0.99

/** For a refusal. With `representative-claim` and `overage-status` Claude Code would say a sentence of its own instead of this one. */
export const reachedHeaders = ({ resetsAt, period }: LimitReached): RawHeaders => [
  `${UNIFIED}-status`,
  'rejected',
  ...(resetsAt === undefined
    ? []
    : [`${UNIFIED}-reset`, String(resetsAt), `${UNIFIED}-overage-reset`, String(resetsAt)]),
  `${UNIFIED}-overage-utilization`,
  '1',
  `${UNIFIED}-overage-surpassed-threshold`,
  '1',
  ...(period === undefined ? [] : [`${UNIFIED}-overage-period`, period]),
  `${UNIFIED}-overage-disabled-reason`,
  'org_spend_cap_reached',
]

export const limits: LimitForm = {
  headers: ([fullest]) => {
    if (fullest === undefined) return []
    const { used, threshold, resetsAt } = fullest
    const status = threshold === undefined ? 'allowed' : 'allowed_warning'
    return [
      `${UNIFIED}-status`,
      status,
      `${UNIFIED}-representative-claim`,
      'overage',
      `${UNIFIED}-overage-status`,
      status,
      `${UNIFIED}-overage-utilization`,
      String(Math.min(MOST_ALLOWED, percentOf(used) / 100)),
      ...(threshold === undefined ? [] : [`${UNIFIED}-overage-surpassed-threshold`, String(threshold)]),
      ...(resetsAt === undefined
        ? []
        : [`${UNIFIED}-reset`, String(resetsAt), `${UNIFIED}-overage-reset`, String(resetsAt)]),
    ]
  },
  isUpstreams: (name) => name.startsWith(PREFIX),
}

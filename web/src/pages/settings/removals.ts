/** What saving smaller limits would remove from the log at once. Pure. */
import type { Status } from '../../../../src/contract/api/status.ts'
import type { SystemSettings } from '../../../../src/contract/settings.ts'

type Limits = SystemSettings['logLimit']

export type Removal =
  | { readonly kind: 'requests' | 'bodies'; readonly count: number }
  | { readonly kind: 'days'; readonly days: number }
  /** `bytes`: the new bound. */
  | { readonly kind: 'size'; readonly bytes: number }

/** Nothing that the limits in force would remove anyway. */
export const removals = (before: Limits, after: Limits, { records, bytes }: Status['journal']): readonly Removal[] => {
  const gone = Math.max(0, records - after.requests)
  const bodies = Math.max(0, Math.min(records, before.requestsWithBodies) - after.requestsWithBodies)
  return [
    ...(after.requests < before.requests && gone > 0 ? [{ kind: 'requests', count: gone } as const] : []),
    ...(gone === 0 && bodies > 0 ? [{ kind: 'bodies', count: bodies } as const] : []),
    ...(after.days > 0 && (before.days === 0 || after.days < before.days) && records > 0
      ? [{ kind: 'days', days: after.days } as const]
      : []),
    ...(after.bytes < before.bytes && bytes > after.bytes ? [{ kind: 'size', bytes: after.bytes } as const] : []),
  ]
}

/** What traffic has taught us about each upstream. Kept apart from settings, so that saving them can never undo it. */
import type { ServiceId } from '../contract/service.ts'

export type HealthState = 'healthy' | 'failing' | 'ejected' | 'half-open'

export interface UpstreamHealth {
  readonly upstream: string
  readonly state: HealthState
  /** Failures in a row, at most the threshold. */
  readonly failures: number
  /** ms since 1970; when an ejected or resting upstream may be tried again; absent: only by a reset. */
  readonly until?: number
  /** ms since 1970. */
  readonly lastSuccessAt?: number
  readonly lastFailureAt?: number
  /** One sentence, no secrets. */
  readonly lastFailure?: string
}

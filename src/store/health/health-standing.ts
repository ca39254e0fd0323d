/** How an upstream stands by what is remembered of it, the settings and the time; and who of a pool can be asked. Pure. */
import type { ServiceId } from '../../contract/service.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { HealthMark } from './health-marks.ts'

export type HealthState = 'healthy' | 'failing' | 'ejected' | 'half-open'

/** The settings by which health is judged, as they stand now. */
export interface HealthRules {
  /** Failures in a row after which an upstream is left out. */
  readonly threshold: number
  /** ms after which an upstream that was left out is tried again by one request; 0: only after a reset. */
  readonly readmitMs: number
  /** False when the policy asks one upstream only: failures are shown but nobody is left out. */
  readonly ejects: boolean
  /** ms between two automatic resets. */
  readonly resetIntervalMs: number
}

export interface Standing {
  readonly state: HealthState
  /** ms since 1970; when an ejected upstream may be tried again. */
  readonly until?: number
}

const HEALTHY: Standing = { state: 'healthy' }
const FAILING: Standing = { state: 'failing' }

/** `now` in ms since 1970. */
export const standingOf = (mark: HealthMark, { ejects, readmitMs }: HealthRules, now: number): Standing => {
  if (!ejects) return mark.failures > 0 ? FAILING : HEALTHY
  // After a clock was set back, marks from the future would hold for as long as it was moved: they count as over.
  const believable = (mark.lastFailureAt ?? 0) <= now
  if (believable && (mark.cooldownUntil ?? 0) > now) return { state: 'ejected', until: mark.cooldownUntil ?? now }
  if (mark.ejectedAt === undefined) return mark.failures > 0 ? FAILING : HEALTHY
  if (readmitMs === 0) return { state: 'ejected' }
  const until = mark.ejectedAt + readmitMs
  return believable && until > now ? { state: 'ejected', until } : { state: 'half-open', until }
}

export interface ChooseContext {
  /** ms since 1970. */
  readonly now: number
  readonly standing: (upstream: Upstream) => Standing
  /** Whether a request is trying this half-open upstream. */
  readonly trying: (upstream: Upstream) => boolean
}

/** Those of the pool that can be asked, and the time (ms since 1970) at which somebody may join them by the clock alone. */
export const choose = (
  pool: readonly Upstream[],
  { now, standing, trying }: ChooseContext,
): { readonly list: readonly Upstream[]; readonly until: number } => {
  let until = Number.POSITIVE_INFINITY
  const list = pool.filter((upstream) => {
    const { enabled, pausedUntil = 0 } = upstream
    const stands = standing(upstream)
    const waits = Math.max(pausedUntil, stands.state === 'ejected' ? (stands.until ?? 0) : 0)
    if (waits > now) until = Math.min(until, waits)
    if (!enabled || now < pausedUntil || stands.state === 'ejected') return false
    return stands.state !== 'half-open' || !trying(upstream)
  })
  return { list, until }
}

/** An answer to who can be asked, and what it rests on. */
export interface KnownChoice {
  readonly list: readonly Upstream[]
  readonly service: ServiceId
  readonly rules: HealthRules
  readonly version: number
  /** ms since 1970 between which it holds. */
  readonly from: number
  readonly until: number
}

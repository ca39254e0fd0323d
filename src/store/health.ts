/**
 * What traffic has taught us about each upstream. Kept apart from settings, so that saving them can never undo it. One owner:
 * the balancer reports, everybody else reads.
 */
import type { Clock } from '../contract/clock.ts'
import type { ServiceId } from '../contract/service.ts'
import type { Upstream } from '../contract/upstream.ts'
import type { Bus } from './bus.ts'
import { type HealthMark, type HealthMarks, NO_MARKS, type ServiceMarks } from './health-marks.ts'

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

/** The settings by which health is judged, as they stand now. */
export interface HealthRules {
  /** Failures in a row after which an upstream is left out. */
  readonly threshold: number
  /** ms after which an upstream that was left out is tried again by one request; 0: only after a reset. */
  readonly readmitMs: number
  /** False when the policy asks one upstream only: failures are shown but nobody is left out. */
  readonly ejects: boolean
  /** ms between two automatic resets. */
  readonly resetCooldownMs: number
}

export interface Failure {
  /** One sentence, no secrets. */
  readonly reason: string
  /** ms since 1970 before which the upstream has asked not to be asked again. */
  readonly restUntil?: number
}

export interface Health {
  /** Those of the pool that may be asked now, in the order given. An ejected one whose time has come is among them until somebody tries it. */
  readonly candidates: (pool: readonly Upstream[]) => readonly Upstream[]
  /** Where one upstream stands now. */
  readonly stateOf: (service: ServiceId, upstream: string) => UpstreamHealth
  /** Claims an upstream for an attempt. False when it is half-open and another request is trying it already. */
  readonly begin: (service: ServiceId, upstream: string) => boolean
  /** An exchange ended well: failures are forgotten, an ejected upstream is back. */
  readonly succeeded: (service: ServiceId, upstream: string) => void
  readonly failed: (service: ServiceId, upstream: string, failure: Failure) => void
  /** An attempt ended that says nothing about the upstream. */
  readonly released: (service: ServiceId, upstream: string) => void
  /** Forgets failures, ejections and rests of one upstream or of all, as a person asked; holds the automatic reset off for one cooldown. */
  readonly reset: (service: ServiceId, upstream?: string) => void
  /** Forgets failures and ejections of a service, not the rests upstreams asked for. False while the last reset is too recent. */
  readonly autoReset: (service: ServiceId) => boolean
  /** ms until the next automatic reset is possible. */
  readonly cooldownRemaining: (service: ServiceId) => number
  /** Keeps only what is known about these upstreams: the others were removed or put away. */
  readonly retain: (service: ServiceId, upstreams: readonly string[]) => void
  readonly rename: (service: ServiceId, from: string, to: string) => void
  readonly view: (pool: readonly Upstream[]) => readonly UpstreamHealth[]
  /** Writes what is not on disk yet. */
  readonly flush: () => void
  /** Another process knows better from now on: nothing is written any more. */
  readonly handOver: () => void
  /** Writes and stops. */
  readonly close: () => void
}

export interface HealthOptions {
  readonly clock: Clock
  readonly bus: Pick<Bus, 'emit'>
  readonly rules: (service: ServiceId) => HealthRules
  /** What was known when CLP last ran. */
  readonly marks?: HealthMarks
  /** Called once per change; keeps the marks. */
  readonly save?: (marks: () => HealthMarks) => void
  readonly flush?: () => void
  readonly handOver?: () => void
}

const UNMARKED: HealthMark = { failures: 0 }

export const createHealth = (options: HealthOptions): Health => new Tracker(options)

class Tracker implements Health {
  readonly #options: HealthOptions
  readonly #services = new Map<ServiceId, ServiceMarks>()
  /** Upstreams that one request is trying after their time out: `service/upstream`. */
  readonly #trials = new Set<string>()

  constructor(options: HealthOptions) {
    this.#options = options
    for (const [service, marks] of options.marks ?? NO_MARKS) this.#services.set(service, marks)
  }

  candidates = (pool: readonly Upstream[]): readonly Upstream[] =>
    pool.filter((upstream) => {
      if (!upstream.enabled || this.#now() < (upstream.pausedUntil ?? 0)) return false
      const state = this.stateOf(upstream.service, upstream.name).state
      return state !== 'ejected' && !(state === 'half-open' && this.#trials.has(keyOf(upstream.service, upstream.name)))
    })

  stateOf = (service: ServiceId, upstream: string): UpstreamHealth => {
    const mark = this.#mark(service, upstream)
    const standing = this.#standing(service, mark)
    return {
      upstream,
      ...standing,
      failures: Math.min(mark.failures, this.#rules(service).threshold),
      ...(mark.lastSuccessAt === undefined ? {} : { lastSuccessAt: mark.lastSuccessAt }),
      ...(mark.lastFailureAt === undefined ? {} : { lastFailureAt: mark.lastFailureAt }),
      ...(mark.lastFailure === undefined ? {} : { lastFailure: mark.lastFailure }),
    }
  }

  begin = (service: ServiceId, upstream: string): boolean => {
    if (this.stateOf(service, upstream).state !== 'half-open') return true
    const key = keyOf(service, upstream)
    if (this.#trials.has(key)) return false
    this.#trials.add(key)
    return true
  }

  succeeded = (service: ServiceId, upstream: string): void => {
    this.#trials.delete(keyOf(service, upstream))
    const { lastFailureAt, lastFailure } = this.#mark(service, upstream)
    this.#set(service, upstream, {
      failures: 0,
      lastSuccessAt: this.#now(),
      ...(lastFailureAt === undefined ? {} : { lastFailureAt }),
      ...(lastFailure === undefined ? {} : { lastFailure }),
    })
  }

  failed = (service: ServiceId, upstream: string, failure: Failure): void => {
    this.#trials.delete(keyOf(service, upstream))
    const { threshold, ejects } = this.#rules(service)
    const mark = this.#mark(service, upstream)
    const failures = Math.min(mark.failures + 1, threshold)
    const now = this.#now()
    const rest = Math.max(failure.restUntil ?? 0, mark.restUntil ?? 0)
    this.#set(service, upstream, {
      ...mark,
      failures,
      lastFailureAt: now,
      lastFailure: failure.reason,
      ...(ejects && failures >= threshold ? { ejectedAt: now } : {}),
      ...(ejects && rest > now ? { restUntil: rest } : {}),
    })
  }

  released = (service: ServiceId, upstream: string): void => {
    this.#trials.delete(keyOf(service, upstream))
  }

  reset = (service: ServiceId, upstream?: string): void => {
    const marks = this.#marks(service)
    for (const name of upstream === undefined ? [...marks.upstreams.keys()] : [upstream]) {
      this.#trials.delete(keyOf(service, name))
      const { failures: _, ejectedAt: _at, restUntil: _until, ...history } = this.#mark(service, name)
      this.#set(service, name, { failures: 0, ...history })
    }
    this.#services.set(service, { ...this.#marks(service), lastResetAt: this.#now() })
    this.#changed()
  }

  autoReset = (service: ServiceId): boolean => {
    if (this.cooldownRemaining(service) > 0) return false
    for (const [name, mark] of this.#marks(service).upstreams) {
      const { ejectedAt: _, ...rest } = mark
      this.#set(service, name, { ...rest, failures: 0 })
    }
    this.#services.set(service, { ...this.#marks(service), lastResetAt: this.#now() })
    this.#changed()
    return true
  }

  cooldownRemaining = (service: ServiceId): number => {
    const { lastResetAt } = this.#marks(service)
    if (lastResetAt === undefined) return 0
    const { resetCooldownMs } = this.#rules(service)
    // A clock that was set back must not hold a reset off for longer than one cooldown.
    return Math.min(Math.max(0, lastResetAt + resetCooldownMs - this.#now()), resetCooldownMs)
  }

  retain = (service: ServiceId, upstreams: readonly string[]): void => {
    const marks = this.#marks(service)
    const kept = [...marks.upstreams].filter(([name]) => upstreams.includes(name))
    if (kept.length === marks.upstreams.size) return
    this.#services.set(service, { ...marks, upstreams: new Map(kept) })
    this.#changed()
  }

  rename = (service: ServiceId, from: string, to: string): void => {
    const marks = this.#marks(service)
    const mark = marks.upstreams.get(from)
    if (mark === undefined) return
    const others = [...marks.upstreams].filter(([name]) => name !== from)
    this.#services.set(service, { ...marks, upstreams: new Map([...others, [to, mark]]) })
    this.#changed()
  }

  view = (pool: readonly Upstream[]): readonly UpstreamHealth[] =>
    pool.map((upstream) => this.stateOf(upstream.service, upstream.name))

  flush = (): void => this.#options.flush?.()

  handOver = (): void => this.#options.handOver?.()

  close = (): void => this.flush()

  #standing(service: ServiceId, mark: HealthMark): { readonly state: HealthState; readonly until?: number } {
    const { readmitMs, ejects } = this.#rules(service)
    const now = this.#now()
    if (!ejects) return { state: mark.failures > 0 ? 'failing' : 'healthy' }
    // After a clock was set back, marks from the future would hold for as long as it was moved: they count as over.
    const believable = (mark.lastFailureAt ?? 0) <= now
    if (believable && (mark.restUntil ?? 0) > now) return { state: 'ejected', until: mark.restUntil ?? now }
    if (mark.ejectedAt === undefined) return { state: mark.failures > 0 ? 'failing' : 'healthy' }
    if (readmitMs === 0) return { state: 'ejected' }
    const until = mark.ejectedAt + readmitMs
    return believable && until > now ? { state: 'ejected', until } : { state: 'half-open', until }
  }

  #set(service: ServiceId, upstream: string, mark: HealthMark): void {
    const before = this.stateOf(service, upstream)
    const marks = this.#marks(service)
    this.#services.set(service, { ...marks, upstreams: new Map(marks.upstreams).set(upstream, mark) })
    const after = this.stateOf(service, upstream)
    if (before.state !== after.state || before.failures !== after.failures || before.until !== after.until) {
      this.#tell(service, after)
    }
    this.#changed()
  }

  #tell(service: ServiceId, { upstream, state, failures, until }: UpstreamHealth): void {
    this.#options.bus.emit({
      type: 'health_changed',
      service,
      timestamp: new Date(this.#now()).toISOString(),
      channel: upstream,
      state,
      failures,
      until: until ?? null,
    })
  }

  #changed(): void {
    this.#options.save?.(() => this.#services)
  }

  #marks(service: ServiceId): ServiceMarks {
    return this.#services.get(service) ?? { upstreams: new Map() }
  }

  #mark(service: ServiceId, upstream: string): HealthMark {
    return this.#marks(service).upstreams.get(upstream) ?? UNMARKED
  }

  #rules(service: ServiceId): HealthRules {
    return this.#options.rules(service)
  }

  #now(): number {
    return this.#options.clock.now()
  }
}

const keyOf = (service: ServiceId, upstream: string): string => `${service}/${upstream}`

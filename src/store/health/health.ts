/**
 * What traffic has taught us about each upstream. Kept apart from settings, so that saving them can never undo it. One owner:
 * the balancer reports, everybody else reads.
 */
import type { Clock } from '../../contract/clock.ts'
import type { FailureReason } from '../../contract/reason/failure-reasons.ts'
import type { ServiceId } from '../../contract/service.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Bus } from '../live/bus.ts'
import { type HealthMark, type HealthMarks, NO_MARKS, type ServiceMarks } from './health-marks.ts'
import {
  choose,
  type HealthRules,
  type HealthState,
  type KnownChoice,
  type Standing,
  standingOf,
} from './health-standing.ts'

export interface UpstreamHealth {
  readonly upstream: string
  readonly state: HealthState
  /** Failures in a row, at most the threshold. */
  readonly failures: number
  /** ms since 1970; when an ejected upstream, or one in its cooldown, may be tried again; absent: only by a reset. */
  readonly until?: number
  /** ms since 1970. */
  readonly lastSuccessAt?: number
  readonly lastFailureAt?: number
  readonly lastFailure?: FailureReason
}

export interface Failure {
  readonly reason: FailureReason
  /** ms since 1970 before which the upstream has asked not to be asked again. */
  readonly cooldownUntil?: number
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
  /** Forgets failures, ejections and cooldowns of one upstream or of all, as a person asked; holds the automatic reset off for one interval. */
  readonly reset: (service: ServiceId, upstream?: string) => void
  /** Forgets failures and ejections of a service, not the cooldowns upstreams asked for. False while the last reset is too recent. */
  readonly autoReset: (service: ServiceId) => boolean
  /** ms until the next automatic reset is possible. */
  readonly untilNextReset: (service: ServiceId) => number
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

interface OwnMarks extends ServiceMarks {
  readonly upstreams: Map<string, HealthMark>
}

export const createHealth = (options: HealthOptions): Health => new Tracker(options)

class Tracker implements Health {
  readonly #options: HealthOptions
  readonly #services = new Map<ServiceId, OwnMarks>()
  /** Upstreams that one request is trying after their time out: `service/upstream`. */
  readonly #trials = new Set<string>()
  /** Moves with everything that may change who can be asked, so that the answer is computed once and not per request. */
  #version = 0
  readonly #choices = new WeakMap<readonly Upstream[], KnownChoice>()

  constructor(options: HealthOptions) {
    this.#options = options
    for (const [service, marks] of options.marks ?? NO_MARKS) {
      this.#services.set(service, { ...marks, upstreams: new Map(marks.upstreams) })
    }
  }

  candidates = (pool: readonly Upstream[]): readonly Upstream[] => {
    const now = this.#now()
    const known = this.#choices.get(pool)
    const holds = known?.version === this.#version && known.from <= now && now < known.until
    return holds && known.rules === this.#rules(known.service) ? known.list : this.#choose(pool, now)
  }

  stateOf = (service: ServiceId, upstream: string): UpstreamHealth => {
    const mark = this.#mark(service, upstream)
    const standing = this.#standing(service, upstream)
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
    if (this.#standing(service, upstream).state !== 'half-open') return true
    const key = keyOf(service, upstream)
    if (this.#trials.has(key)) return false
    this.#trials.add(key)
    this.#version += 1
    return true
  }

  succeeded = (service: ServiceId, upstream: string): void => {
    this.#endTrial(service, upstream)
    const { failures, ejectedAt, cooldownUntil, lastFailureAt, lastFailure } = this.#mark(service, upstream)
    const healthy = failures === 0 && ejectedAt === undefined && cooldownUntil === undefined
    const keep = healthy ? this.#keep : this.#set
    keep(service, upstream, {
      failures: 0,
      lastSuccessAt: this.#now(),
      ...(lastFailureAt === undefined ? {} : { lastFailureAt }),
      ...(lastFailure === undefined ? {} : { lastFailure }),
    })
  }

  failed = (service: ServiceId, upstream: string, failure: Failure): void => {
    this.#endTrial(service, upstream)
    const { threshold, ejects } = this.#rules(service)
    const mark = this.#mark(service, upstream)
    const failures = Math.min(mark.failures + 1, threshold)
    const now = this.#now()
    const cooldown = Math.max(failure.cooldownUntil ?? 0, mark.cooldownUntil ?? 0)
    this.#set(service, upstream, {
      ...mark,
      failures,
      lastFailureAt: now,
      lastFailure: failure.reason,
      ...(ejects && failures >= threshold ? { ejectedAt: now } : {}),
      ...(ejects && cooldown > now ? { cooldownUntil: cooldown } : {}),
    })
  }

  released = (service: ServiceId, upstream: string): void => {
    this.#endTrial(service, upstream)
  }

  reset = (service: ServiceId, upstream?: string): void => {
    const marks = this.#marks(service)
    for (const name of upstream === undefined ? [...marks.upstreams.keys()] : [upstream]) {
      this.#endTrial(service, name)
      const { failures: _, ejectedAt: _at, cooldownUntil: _until, ...history } = this.#mark(service, name)
      this.#set(service, name, { failures: 0, ...history })
    }
    this.#services.set(service, { ...this.#marks(service), lastResetAt: this.#now() })
    this.#changed()
  }

  autoReset = (service: ServiceId): boolean => {
    if (this.untilNextReset(service) > 0) return false
    for (const [name, mark] of this.#marks(service).upstreams) {
      const { ejectedAt: _, ...rest } = mark
      this.#set(service, name, { ...rest, failures: 0 })
    }
    this.#services.set(service, { ...this.#marks(service), lastResetAt: this.#now() })
    this.#changed()
    return true
  }

  untilNextReset = (service: ServiceId): number => {
    const { lastResetAt } = this.#marks(service)
    if (lastResetAt === undefined) return 0
    const { resetIntervalMs } = this.#rules(service)
    // A clock that was set back must not hold a reset off for longer than one interval.
    return Math.min(Math.max(0, lastResetAt + resetIntervalMs - this.#now()), resetIntervalMs)
  }

  retain = (service: ServiceId, upstreams: readonly string[]): void => {
    const marks = this.#marks(service)
    const kept = [...marks.upstreams].filter(([name]) => upstreams.includes(name))
    if (kept.length === marks.upstreams.size) return
    this.#services.set(service, { ...marks, upstreams: new Map(kept) })
    this.#version += 1
    this.#changed()
  }

  rename = (service: ServiceId, from: string, to: string): void => {
    const marks = this.#marks(service)
    const mark = marks.upstreams.get(from)
    if (mark === undefined) return
    const others = [...marks.upstreams].filter(([name]) => name !== from)
    this.#services.set(service, { ...marks, upstreams: new Map([...others, [to, mark]]) })
    this.#version += 1
    this.#changed()
  }

  view = (pool: readonly Upstream[]): readonly UpstreamHealth[] =>
    pool.map((upstream) => this.stateOf(upstream.service, upstream.name))

  flush = (): void => this.#options.flush?.()

  handOver = (): void => this.#options.handOver?.()

  close = (): void => this.flush()

  #standing(service: ServiceId, upstream: string): Standing {
    return standingOf(this.#mark(service, upstream), this.#rules(service), this.#now())
  }

  #choose(pool: readonly Upstream[], now: number): readonly Upstream[] {
    const standing = ({ service, name }: Upstream): Standing => this.#standing(service, name)
    const trying = ({ service, name }: Upstream): boolean => this.#trials.has(keyOf(service, name))
    const { list, until } = choose(pool, { now, standing, trying })
    const [first] = pool
    if (first === undefined) return list
    const { service } = first
    this.#choices.set(pool, { list, service, rules: this.#rules(service), version: this.#version, from: now, until })
    return list
  }

  #set = (service: ServiceId, upstream: string, mark: HealthMark): void => {
    const before = this.stateOf(service, upstream)
    this.#version += 1
    this.#keep(service, upstream, mark)
    const after = this.stateOf(service, upstream)
    if (before.state !== after.state || before.failures !== after.failures || before.until !== after.until) {
      this.#emit(service, after)
    }
  }

  /** Takes over a mark that does not change who can be asked. */
  #keep = (service: ServiceId, upstream: string, mark: HealthMark): void => {
    const known = this.#services.get(service)
    if (known === undefined) this.#services.set(service, { upstreams: new Map([[upstream, mark]]) })
    else known.upstreams.set(upstream, mark)
    this.#changed()
  }

  #endTrial(service: ServiceId, upstream: string): void {
    if (this.#trials.size > 0 && this.#trials.delete(keyOf(service, upstream))) this.#version += 1
  }

  #emit(service: ServiceId, { upstream, state, failures, until }: UpstreamHealth): void {
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

  #marks(service: ServiceId): OwnMarks {
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

/** The newest readings of every upstream's limits. One owner: answers feed it, everybody else reads. */
import type { Clock } from '../../contract/clock.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { type Meter, type MeterReading, shareUsed } from '../../contract/meter.ts'
import type { ServiceId } from '../../contract/service.ts'
import { WHOLE_PLAN } from '../../protocol/limits/anthropic-limits.ts'
import { readLimits } from '../../protocol/limits/limit-headers.ts'

/** The windows of one upstream, in the order in which they were first seen. */
export type WindowMeters = ReadonlyMap<string, Meter>
/** By service, then by upstream. */
export type KnownMeters = ReadonlyMap<ServiceId, ReadonlyMap<string, WindowMeters>>

export interface Meters {
  /** Reads the head of an answer, whatever its status. Cheap where it says nothing of limits; never throws. */
  readonly answered: (service: ServiceId, upstream: string, headers: RawHeaders) => void
  /** Takes over what was read elsewhere than in headers. */
  readonly note: (service: ServiceId, upstream: string, readings: readonly MeterReading[]) => void
  /** What is known of one upstream. */
  readonly of: (service: ServiceId, upstream: string) => readonly Meter[]
  /** What is left (0 … 1) of the fullest window of the upstream's plan, and until when (ms since 1970) that holds; undefined where nobody knows. */
  readonly leastLeft: (service: ServiceId, upstream: string) => PlanLeft | undefined
  /** Keeps only what is known about these upstreams. */
  readonly retain: (service: ServiceId, upstreams: readonly string[]) => void
  readonly rename: (service: ServiceId, from: string, to: string) => void
}

export interface PlanLeft {
  readonly left: number
  readonly until?: number
}

export interface MetersOptions {
  readonly clock: Pick<Clock, 'now'>
  /** What was known when CLP last ran. */
  readonly known?: KnownMeters
  /** Called at each change. */
  readonly save?: (meters: () => KnownMeters) => void
  /** Told once per name about headers of limits that cannot be read. Their values stay unsaid. */
  readonly onUnread?: (service: ServiceId, upstream: string, name: string) => void
}

/** Windows kept of one upstream: whoever makes up names for ever fills no memory. */
const MOST_WINDOWS = 40
/** Names of unreadable headers that are remembered as said. */
const MOST_SAID = 200

/** Shares are compared with what people write: 1 − 0.9 must be 0.1. */
const PRECISION = 1e9

export const createMeters = (options: MetersOptions): Meters => {
  const { clock } = options
  const services = new Map<ServiceId, Map<string, Map<string, Meter>>>()
  for (const [service, upstreams] of options.known ?? []) {
    services.set(service, new Map([...upstreams].map(([name, windows]) => [name, new Map(windows)])))
  }
  const said = new Set<string>()
  const changed = (): void => options.save?.(() => services)

  const windowsOf = (service: ServiceId, upstream: string): Map<string, Meter> => {
    const upstreams = services.get(service) ?? new Map<string, Map<string, Meter>>()
    services.set(service, upstreams)
    const windows = upstreams.get(upstream) ?? new Map<string, Meter>()
    upstreams.set(upstream, windows)
    return windows
  }
  const note: Meters['note'] = (service, upstream, readings) => {
    const told = readings.filter(saysSomething)
    if (told.length === 0) return
    const windows = windowsOf(service, upstream)
    const seenAt = clock.now()
    for (const reading of told) windows.set(reading.window, { ...reading, seenAt })
    if (windows.size > MOST_WINDOWS) dropOldest(windows)
    changed()
  }
  const sayUnread = (service: ServiceId, upstream: string, names: readonly string[]): void => {
    for (const name of names) {
      if (said.has(name) || said.size >= MOST_SAID) continue
      said.add(name)
      options.onUnread?.(service, upstream, name)
    }
  }
  const of: Meters['of'] = (service, upstream) => [...(services.get(service)?.get(upstream)?.values() ?? [])]
  return {
    note,
    of,
    answered: (service, upstream, headers) => {
      const { readings, unread } = readLimits(headers, clock.now())
      note(service, upstream, readings)
      sayUnread(service, upstream, unread)
    },
    leastLeft: (service, upstream) => {
      const now = clock.now()
      let fullest: PlanLeft | undefined
      for (const meter of services.get(service)?.get(upstream)?.values() ?? []) {
        const used = meter.kind === 'plan' ? shareUsed(meter, now) : undefined
        if (used === undefined) continue
        const left = Math.max(0, Math.round((1 - used) * PRECISION) / PRECISION)
        if (fullest === undefined || left < fullest.left) fullest = { left, ...untilOf(meter) }
      }
      return fullest
    },
    retain: (service, upstreams) => {
      const known = services.get(service)
      for (const name of [...(known?.keys() ?? [])]) {
        if (upstreams.includes(name)) continue
        known?.delete(name)
        changed()
      }
    },
    rename: (service, from, to) => {
      const known = services.get(service)
      const windows = known?.get(from)
      if (known === undefined || windows === undefined) return
      known.delete(from)
      known.set(to, windows)
      changed()
    },
  }
}

/** The word for the plan as a whole repeats what one of its windows says. */
const saysSomething = ({ window, used, left, status }: MeterReading): boolean =>
  window !== WHOLE_PLAN && (used !== undefined || left !== undefined || status !== undefined)

const untilOf = ({ resetsAt }: Meter): Pick<PlanLeft, 'until'> => (resetsAt === undefined ? {} : { until: resetsAt })

const dropOldest = (windows: Map<string, Meter>): void => {
  const byAge = [...windows.values()].toSorted((left, right) => left.seenAt - right.seenAt)
  for (const { window } of byAge.slice(0, windows.size - MOST_WINDOWS)) windows.delete(window)
}

/** Remembers the newest balancing events, for people who ask what happened while they were not looking. */
import type { SwitchEntry } from '../../contract/api/upstreams.ts'
import type { HealthChanged, LbExhausted, LbReset, LbSwitch, LiveEvent } from '../../contract/event.ts'
import type { Bus } from './bus.ts'

/** Events kept. */
const LIMIT = 100

export interface BalancingLog {
  /** Newest first. */
  readonly list: () => readonly SwitchEntry[]
  readonly close: () => void
}

export const createBalancingLog = (bus: Pick<Bus, 'subscribe'>): BalancingLog => {
  let entries: readonly SwitchEntry[] = []
  const close = bus.subscribe((event) => {
    if (isKept(event)) entries = [entryOf(event), ...entries].slice(0, LIMIT)
  })
  return { list: () => entries, close }
}

type Kept = LbSwitch | LbReset | LbExhausted | HealthChanged

const KEPT: ReadonlySet<string> = new Set(['lb_switch', 'lb_reset', 'lb_exhausted', 'health_changed'])

const isKept = (event: LiveEvent): event is Kept => KEPT.has(event.type)

const entryOf = (event: Kept): SwitchEntry => {
  const { type: kind, timestamp, service } = event
  const nothing = { from: null, to: null, failures: null, threshold: null, attempt: null, state: null, until: null }
  switch (event.type) {
    case 'lb_switch': {
      const { request_id, from_channel, to_channel, reason, failures, threshold, attempt } = event
      const places = { from: from_channel, to: to_channel, reason, failures, threshold, attempt }
      return { ...nothing, kind, timestamp, service, requestId: request_id, ...places }
    }
    case 'lb_reset':
    case 'lb_exhausted': {
      const { request_id, reason, threshold } = event
      return { ...nothing, kind, timestamp, service, requestId: request_id, reason, threshold }
    }
    case 'health_changed': {
      const { channel, failures, state, until } = event
      return {
        ...nothing,
        kind,
        timestamp,
        service,
        requestId: null,
        to: channel,
        reason: state,
        failures,
        state,
        until,
      }
    }
  }
}

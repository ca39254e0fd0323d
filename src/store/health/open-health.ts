/** Opens the health of upstreams over its file and the balancing settings in force. */
import type { Clock } from '../../contract/clock.ts'
import type { ServiceId } from '../../contract/service.ts'
import type { BalancingSettings } from '../../contract/settings.ts'
import type { ConfigStore } from '../config/config.ts'
import { balancingDocument, failureThresholdOf } from '../documents/balancing.ts'
import type { Bus } from '../live/bus.ts'
import { createHealth, type Health } from './health.ts'
import { openHealthFile } from './health-file.ts'
import type { HealthRules } from './health-standing.ts'

export interface OpenHealthOptions {
  /** Absolute path of `health.json`. */
  readonly file: string
  readonly config: ConfigStore
  readonly clock: Clock
  readonly bus: Bus
  /** Told when the file cannot be read or written. */
  readonly onTrouble: (message: string) => void
}

export const openHealth = ({ file, config, clock, bus, onTrouble }: OpenHealthOptions): Health => {
  const settings = (): BalancingSettings => config.snapshot().get(balancingDocument)
  const store = openHealthFile({ file, balancing: settings(), now: clock.now(), onTrouble })
  const rules = rulesPerSettings()
  const health = createHealth({ clock, bus, rules: (service) => rules(settings(), service), ...store })
  // An upstream that was put away or removed starts afresh when it comes back.
  const undo = config.subscribe(({ changed, snapshot }) => {
    for (const { document } of changed) {
      const pool = snapshot.pool(document)
      if (pool.length > 0) {
        health.retain(
          document,
          pool.filter(({ enabled }) => enabled).map(({ name }) => name),
        )
      }
    }
  })
  return {
    ...health,
    close: () => {
      undo()
      health.close()
    },
  }
}

/** Computed once per settings and service, so that equal rules are the same object. */
const rulesPerSettings = (): ((settings: BalancingSettings, service: ServiceId) => HealthRules) => {
  let known = new Map<ServiceId, HealthRules>()
  let of: BalancingSettings | undefined
  return (settings, service) => {
    if (settings !== of) known = new Map()
    of = settings
    const rules = known.get(service) ?? rulesOf(settings, service)
    known.set(service, rules)
    return rules
  }
}

/** The part of the balancing settings by which health is judged. */
export const rulesOf = (settings: BalancingSettings, service: ServiceId): HealthRules => ({
  threshold: failureThresholdOf(settings, service),
  readmitMs: settings.options.autoResetMinutes * 60_000,
  ejects: settings.mode !== 'active-first',
  resetIntervalMs: settings.options.resetCooldownSeconds * 1000,
})

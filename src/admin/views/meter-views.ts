/** The meters of all upstreams as pages and commands show them: what has begun anew since is unknown. */
import type { MeterView } from '../../contract/api/meters.ts'
import { isExpired, type Meter } from '../../contract/meter.ts'
import type { AdminDeps } from '../context/deps.ts'

export interface MeterViewDeps extends Pick<AdminDeps, 'config' | 'services' | 'clock'> {
  readonly meters: Pick<AdminDeps['meters'], 'of'>
}

/** In the order of services, then of upstreams as their documents have them. */
export const meterViews = ({ config, services, meters, clock }: MeterViewDeps): readonly MeterView[] => {
  const snapshot = config.snapshot()
  const now = clock.now()
  return services.flatMap(({ id }) =>
    snapshot.pool(id).flatMap(({ name }) => meters.of(id, name).map((meter) => viewOf(id, name, meter, now))),
  )
}

const viewOf = (service: string, upstream: string, meter: Meter, now: number): MeterView => {
  const { window, kind, used, limit, unit, left, resetsAt, seenAt, source, status } = meter
  const expired = isExpired(meter, now)
  return {
    service,
    upstream,
    window,
    kind,
    used: expired ? null : (used ?? null),
    limit: limit ?? null,
    unit,
    left: left ?? null,
    resetsAt: resetsAt ?? null,
    seenAt,
    source,
    status: expired ? null : (status ?? null),
  }
}

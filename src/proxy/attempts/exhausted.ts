/** What the client is told when nobody could be asked. */

import { Problem } from '../../edge/problem.ts'
import { failureThresholdOf } from '../../store/documents/balancing.ts'
import type { FailoverContext } from './failover-context.ts'

export const exhausted = (context: FailoverContext): Problem =>
  context.pool.some(({ enabled }) => enabled) ? noneHealthy(context) : noneConfigured(context)

const noneConfigured = ({ request, pool }: FailoverContext): Problem => {
  const { service, snapshot } = request.head
  const rejection = snapshot.unusable(service.document)
  if (rejection !== undefined) {
    return new Problem('config-unusable', `The upstreams of ${service.label} are not known. ${rejection.reason}`)
  }
  const faults = snapshot.faults(service.document).filter(({ kind }) => kind === 'left-out')
  if (pool.length === 0 && faults.length > 0) {
    const reasons = faults.map(({ reason, line }) => `${reason} (line ${line})`).join('; ')
    return new Problem('no-upstream', `No entry of ${service.document.file} can be used: ${reasons}`)
  }
  return new Problem(
    'no-upstream',
    `No upstream is configured for ${service.label}. Add one with "clp add ${service.id} <name> --base-url <url>" or in ${service.document.file} of the CLP home`,
  )
}

const noneHealthy = (context: FailoverContext): Problem => {
  const { deps, request, settings, options, pool } = context
  const { service } = request.head
  const threshold = failureThresholdOf(settings, service.id)
  const remaining = Math.ceil(deps.health.cooldownRemaining(service.id) / 1000)
  const enabled = pool.filter((upstream) => upstream.enabled)
  request.announce()
  deps.bus.emit({
    type: 'lb_exhausted',
    request_id: request.head.id,
    service: service.id,
    timestamp: deps.isoTime(deps.clock.now()),
    reason: 'no_healthy_candidates',
    total_configs: enabled.length,
    threshold,
    cooldown_seconds: options.resetCooldownSeconds,
    cooldown_remaining_seconds: remaining,
  })
  const seconds = secondsUntilSomebody(context, remaining)
  const message =
    `No healthy upstream is left for ${service.label}: all ${enabled.length} are left out after ${threshold} failures, resting or paused. ` +
    `The next automatic reset is possible in ${remaining} seconds; "clp lb reset ${service.id}" does it now`
  return new Problem('no-upstream', message, {
    headers: ['retry-after', String(seconds)],
    extra: {
      message,
      service: service.id,
      threshold,
      auto_reset: options.autoResetOnAllFailed,
      reset_cooldown_seconds: options.resetCooldownSeconds,
      cooldown_remaining_seconds: remaining,
    },
  })
}

/** When it is worth asking again at the earliest: after the next reset, or when the first upstream may be tried. At least 1. */
const secondsUntilSomebody = ({ deps, request, options, pool }: FailoverContext, cooldown: number): number => {
  const now = deps.clock.now()
  const instants = pool
    .filter(({ enabled }) => enabled)
    .map(({ name, pausedUntil }) =>
      Math.max(deps.health.stateOf(request.head.service.id, name).until ?? 0, pausedUntil ?? 0),
    )
    .filter((instant) => instant > now)
    .map((instant) => Math.ceil((instant - now) / 1000))
  const waits = options.autoResetOnAllFailed ? [...instants, cooldown] : instants
  return Math.max(1, waits.length === 0 ? options.resetCooldownSeconds : Math.min(...waits))
}

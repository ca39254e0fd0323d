/** What the client is told when nobody could be asked. */

import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import { Problem, problemFor } from '../../edge/problem.ts'
import { failureThresholdOf } from '../../store/documents/balancing.ts'
import type { FailoverContext } from './failover-context.ts'

type Context = Omit<FailoverContext, 'modelAt'>

export const exhausted = (context: Context): Problem =>
  context.pool.some(({ enabled }) => enabled) ? noneHealthy(context) : noneConfigured(context)

const noneConfigured = ({ request, pool }: Context): Problem => {
  const { service, snapshot } = request.head
  const rejection = snapshot.unusable(service.document)
  if (rejection !== undefined) {
    const reason = { code: 'upstreams-unread', params: { label: service.label } } as const
    return new Problem('config-unusable', `${inEnglish(reason)} ${rejection.reason}`, { reason })
  }
  const faults = snapshot.faults(service.document).filter(({ kind }) => kind === 'left-out')
  if (pool.length === 0 && faults.length > 0) {
    const reasons = faults.map(({ reason, line }) => `${reason} (line ${line})`).join('; ')
    const reason = { code: 'no-entry-usable', params: { file: service.document.file } } as const
    return new Problem('no-upstream', `${inEnglish(reason)}: ${reasons}`, { reason, lasting: true })
  }
  const params = { label: service.label, service: service.id, file: service.document.file }
  const reason = { code: 'no-upstream-added', params } as const
  return problemFor('no-upstream', reason, { lasting: true })
}

const noneHealthy = (context: Context): Problem => {
  const { deps, request, settings, options, pool } = context
  const { service } = request.head
  const threshold = failureThresholdOf(settings, service.id)
  const remaining = Math.ceil(deps.health.untilNextReset(service.id) / 1000)
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
  const params = { label: service.label, service: service.id, count: enabled.length, threshold, seconds: remaining }
  const reason = { code: 'no-upstream-healthy', params } as const
  const message = inEnglish(reason)
  return new Problem('no-upstream', message, {
    reason,
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
const secondsUntilSomebody = ({ deps, request, options, pool }: Context, untilReset: number): number => {
  const now = deps.clock.now()
  const instants = pool
    .filter(({ enabled }) => enabled)
    .map(({ name, pausedUntil }) =>
      Math.max(deps.health.stateOf(request.head.service.id, name).until ?? 0, pausedUntil ?? 0),
    )
    .filter((instant) => instant > now)
    .map((instant) => Math.ceil((instant - now) / 1000))
  const waits = options.autoResetOnAllFailed ? [...instants, untilReset] : instants
  return Math.max(1, waits.length === 0 ? options.resetCooldownSeconds : Math.min(...waits))
}

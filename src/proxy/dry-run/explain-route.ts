/** "Where would this model go, as what, and why?": asked of the code that decides about real requests. Sends nothing, changes nothing. */
import type { RouteTryAnswer } from '../../contract/api/documents.ts'
import type { RoutingSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { Health } from '../../store/health/health.ts'
import { rankUpstreams } from '../attempts/ranking.ts'
import { policies } from '../policies/index.ts'
import { compileRouting } from '../routing/routing.ts'

export interface ExplainRouteOptions {
  readonly snapshot: Snapshot
  readonly health: Health
  readonly service: string
  readonly model: string
  /** ms since 1970. */
  readonly now: number
  /** Rules not saved yet; those in force when absent. */
  readonly draft?: RoutingSettings
}

export const explainRoute = (options: ExplainRouteOptions): RouteTryAnswer => {
  const { snapshot, health, service, model, draft } = options
  const settings = draft ?? snapshot.get(routingDocument)
  const { mode } = snapshot.get(balancingDocument)
  const pool = snapshot.pool(service)
  const routing = compileRouting(settings, service)
  const pin = routing.pin(model, pool)
  // Half the range stands for chance: the likeliest order, and the same each time somebody asks.
  const context = { random: () => 0.5 }
  const ranking = rankUpstreams({ pool, mode, health, context, ...(pin === undefined ? {} : { pinned: pin }) })
  const candidates = ranking.list.map((upstream, index) => {
    const remodel = routing.remodel(model, upstream.name)
    return {
      upstream: upstream.name,
      model: remodel?.target ?? model,
      rule: remodel?.rule ?? '',
      reason: index === 0 ? ranking.reason : 'if-the-former-fails',
    }
  })
  const asked = new Set(candidates.map(({ upstream }) => upstream))
  const others = pool.filter(({ enabled, name }) => enabled && !asked.has(name))
  const left = others.map((upstream) => ({
    upstream: upstream.name,
    reason: pin === undefined ? leftReason(options, upstream, mode) : 'not-pinned',
  }))
  return {
    mode: settings.mode,
    asked: model,
    pinned: pin ?? null,
    policy: mode,
    candidates,
    left,
    explanation: [
      routingSentence(settings, model, pin?.rule),
      ...routing
        .missing(model, pool)
        .map((name) => `A rule names upstream "${name}", which is not there or disabled; it is passed over.`),
      policySentence(mode, pin !== undefined),
      ...candidates
        .filter(({ rule }) => rule !== '')
        .map(({ upstream, model: sent, rule }) => `Rule ${rule} sends "${sent}" to "${upstream}".`),
      ...(candidates.length === 0 ? ['Nobody can be asked now; the client gets status 503.'] : []),
    ],
  }
}

const leftReason = ({ health, now }: ExplainRouteOptions, upstream: Upstream, mode: keyof typeof policies): string => {
  if (!policies[mode].failsOver) return 'not-active'
  if (now < (upstream.pausedUntil ?? 0)) return 'paused'
  return health.stateOf(upstream.service, upstream.name).state
}

const routingSentence = (settings: RoutingSettings, model: string, rule: string | undefined): string => {
  switch (settings.mode) {
    case 'default':
      return `No routing is on: model "${model}" is sent as asked.`
    case 'model-mapping':
      return 'Model mapping is on: the first rule that matches the model or the upstream of an attempt decides which model is sent.'
    case 'config-mapping':
      return rule === undefined
        ? `Upstream mapping is on, but no rule matches "${model}".`
        : `Rule ${rule} pins model "${model}" to its upstream.`
  }
}

const policySentence = (mode: keyof typeof policies, pinned: boolean): string => {
  if (pinned) return 'A pinned upstream is asked whatever its health; others only where the rule allows it.'
  switch (mode) {
    case 'active-first':
      return 'Only the active upstream is asked.'
    case 'weight-based':
      return 'The heaviest healthy upstream is asked first, the next one when it fails.'
    case 'weighted-random':
      return 'Healthy upstreams are drawn by weight; the order shown is the likeliest.'
    case 'sticky':
      return 'A conversation keeps its upstream; for a new one the order shown is the likeliest.'
  }
}

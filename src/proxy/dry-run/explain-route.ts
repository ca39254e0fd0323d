/** "Where would this model go, as what, and why?": asked of the code that decides about real requests. Sends nothing, changes nothing. */
import type { RouteTryAnswer } from '../../contract/api/documents.ts'
import type { ChoiceCode, LeftCode, RouteReason } from '../../contract/reason/balancing-reasons.ts'
import { inEnglish } from '../../contract/reason/messages/in-english.ts'
import type { PolicyId, RoutingSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { Snapshot } from '../../store/config/config.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import type { Health } from '../../store/health/health.ts'
import { rankUpstreams } from '../attempts/ranking.ts'
import { type Room, type RoomDeps, roomFor } from '../attempts/room.ts'
import { policies } from '../policies/index.ts'
import { compileRouting } from '../routing/routing.ts'

export interface ExplainRouteOptions extends RoomDeps {
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
  const { mode, options: balancing } = snapshot.get(balancingDocument)
  const pool = snapshot.pool(service)
  const routing = compileRouting(settings, service)
  const { pin, missing } = routing.pin(model, pool)
  // Half the range stands for chance: the likeliest order, and the same each time somebody asks.
  const context = { random: () => 0.5 }
  const room = roomFor(options, balancing)
  const ranking = rankUpstreams({ pool, mode, health, room, context, ...(pin === undefined ? {} : { pinned: pin }) })
  const candidates = ranking.list.map((upstream, index) => {
    const rewriteModel = routing.rewriteModel(model, upstream.name)
    return {
      upstream: upstream.name,
      model: rewriteModel?.target ?? model,
      rule: rewriteModel?.rule ?? '',
      reason: (index === 0 ? ranking.reason : 'if-the-former-fails') satisfies ChoiceCode,
    }
  })
  const asked = new Set(candidates.map(({ upstream }) => upstream))
  const others = pool.filter(({ enabled, name }) => enabled && !asked.has(name))
  const left = others.map((upstream) => ({
    upstream: upstream.name,
    reason: (pin === undefined ? leftReason({ ...options, room }, upstream, mode) : 'not-pinned') satisfies LeftCode,
  }))
  const steps: readonly RouteReason[] = [
    routingStep(settings, model, pin?.rule),
    ...missing.map((name): RouteReason => ({ code: 'upstream-missing', params: { upstream: name } })),
    { code: pin === undefined ? `policy-${mode}` : 'pinned-whatever-health', params: {} },
    ...candidates
      .filter(({ rule }) => rule !== '')
      .map(
        ({ upstream, model: sent, rule }): RouteReason => ({
          code: 'rule-sends',
          params: { rule, model: sent, upstream },
        }),
      ),
    ...(candidates.length === 0 ? [{ code: 'nobody-to-ask', params: {} } as const] : []),
  ]
  return {
    mode: settings.mode,
    asked: model,
    pinned: pin ?? null,
    policy: mode,
    candidates,
    left,
    explanation: steps.map(inEnglish),
    steps,
  }
}

interface Leaving extends Pick<ExplainRouteOptions, 'health' | 'now'> {
  readonly room: Pick<Room, 'floorOf'>
}

const leftReason = ({ health, now, room }: Leaving, upstream: Upstream, mode: PolicyId): LeftCode => {
  if (!policies[mode].failsOver) return 'not-active'
  if (now < (upstream.pausedUntil ?? 0)) return 'paused'
  const { state } = health.stateOf(upstream.service, upstream.name)
  if (state === 'half-open') return 'on-trial'
  return state === 'ejected' ? 'ejected' : (room.floorOf(upstream) ?? 'ejected')
}

const routingStep = (settings: RoutingSettings, model: string, rule: string | undefined): RouteReason => {
  switch (settings.mode) {
    case 'default':
      return { code: 'routing-off', params: { model } }
    case 'model-mapping':
      return { code: 'model-mapping-on', params: {} }
    case 'config-mapping':
      return rule === undefined
        ? { code: 'no-pin-matches', params: { model } }
        : { code: 'pin-matches', params: { rule, model } }
  }
}

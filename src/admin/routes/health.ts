/** How the upstreams do, what balancing has done lately, and forgetting failures. */
import { createRoute } from '@hono/zod-openapi'
import { serviceParamSchema } from '../../contract/api/status.ts'
import {
  type HealthStateView,
  healthStateSchema,
  resetRequestSchema,
  switchListSchema,
} from '../../contract/api/upstreams.ts'
import { balancingDocument, failureThresholdOf } from '../../store/documents/balancing.ts'
import type { AdminDeps } from '../context/deps.ts'
import { notFound } from '../http/admin-problem.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { healthView } from '../views/upstream-view.ts'
import { requireService } from '../writes/upstream-change.ts'

const state = createRoute({
  method: 'get',
  path: '/api/health-state',
  tags: ['balancing'],
  summary: 'Failures, ejections and cooldowns of all upstreams',
  responses: answers(healthStateSchema, 'By service'),
})

const switches = createRoute({
  method: 'get',
  path: '/api/switches',
  tags: ['balancing'],
  summary: 'The newest switches, resets and changes of health',
  responses: answers(switchListSchema, 'Newest first'),
})

const reset = createRoute({
  method: 'post',
  path: '/api/services/{service}/reset',
  tags: ['balancing'],
  summary: 'Forget the failures of one upstream, or of all',
  request: { params: serviceParamSchema, body: jsonBody(resetRequestSchema) },
  responses: answers(healthStateSchema, 'By service'),
})

type Deps = Pick<AdminDeps, 'config' | 'services' | 'health' | 'balancingLog'>

export const healthRoutes = (deps: Deps) =>
  routeGroup()
    .openapi(state, (context) => context.json(readHealth(deps), 200))
    .openapi(switches, (context) => context.json({ items: deps.balancingLog.list() }, 200))
    .openapi(reset, (context) => {
      const { id } = requireService(deps, context.req.valid('param').service)
      const { upstream } = context.req.valid('json')
      const isKnown = deps.config
        .snapshot()
        .pool(id)
        .some(({ name }) => name === upstream)
      if (upstream !== undefined && !isKnown) throw notFound({ code: 'upstream-unknown', params: { name: upstream } })
      deps.health.reset(id, upstream)
      return context.json(readHealth(deps), 200)
    })

const readHealth = ({ config, services, health }: Deps): HealthStateView => {
  const snapshot = config.snapshot()
  const balancing = snapshot.get(balancingDocument)
  return {
    services: services.map(({ id }) => ({
      service: id,
      threshold: failureThresholdOf(balancing, id),
      upstreams: health.view(snapshot.pool(id)).map(healthView),
    })),
  }
}

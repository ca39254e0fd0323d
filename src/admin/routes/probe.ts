/** The connection test: one small, real request to a stored upstream or to typed values. */
import { createRoute } from '@hono/zod-openapi'
import { serviceParamSchema } from '../../contract/api/status.ts'
import { probeAnswerSchema, probeRequestSchema } from '../../contract/api/upstreams.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { modelsOffered, probePlan } from '../probe/probe-plan.ts'
import type { Traffic } from '../views/traffic.ts'
import { requireService } from '../writes/upstream-change.ts'

const probe = createRoute({
  method: 'post',
  path: '/api/services/{service}/upstreams/probe',
  tags: ['upstreams'],
  summary: 'Send one small request that the upstream may charge for, and show what comes back',
  request: { params: serviceParamSchema, body: jsonBody(probeRequestSchema) },
  responses: answers(probeAnswerSchema, 'What came back'),
})

export interface ProbeDeps extends Pick<AdminDeps, 'config' | 'services' | 'prober'> {
  readonly traffic: Pick<Traffic, 'modelOf'>
}

export const probeRoutes = (deps: ProbeDeps) =>
  routeGroup().openapi(probe, async (context) => {
    const service = requireService(deps, context.req.valid('param').service)
    const [model = ''] = modelsOffered(service, deps.traffic.modelOf(service.id))
    const request = context.req.valid('json')
    const named = request.model === undefined || request.model === '' ? { ...request, model } : request
    const { target, credentialWithheld } = probePlan(service, deps.config.snapshot(), named)
    const outcome = await deps.prober.probe(target)
    return context.json({ ...outcome, model: target.model, credentialWithheld }, 200)
  })

/** The connection test: one small, real request to a stored upstream or to typed values. */
import { createRoute } from '@hono/zod-openapi'
import { serviceParamSchema } from '../../contract/api/status.ts'
import { probeAnswerSchema, probeRequestSchema } from '../../contract/api/upstreams.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { probePlan } from '../probe/probe-plan.ts'
import { requireService } from '../writes/upstream-change.ts'

const probe = createRoute({
  method: 'post',
  path: '/api/services/{service}/upstreams/probe',
  tags: ['upstreams'],
  summary: 'Send one small request that the upstream may charge for, and show what comes back',
  request: { params: serviceParamSchema, body: jsonBody(probeRequestSchema) },
  responses: answers(probeAnswerSchema, 'What came back'),
})

export const probeRoutes = (deps: Pick<AdminDeps, 'config' | 'services' | 'prober'>) =>
  routeGroup().openapi(probe, async (context) => {
    const service = requireService(deps, context.req.valid('param').service)
    const { target, credentialWithheld } = probePlan(service, deps.config.snapshot(), context.req.valid('json'))
    const outcome = await deps.prober.probe(target)
    return context.json({ ...outcome, model: target.model, credentialWithheld }, 200)
  })

/** What upstreams say of their own limits, read from their answers. */
import { createRoute } from '@hono/zod-openapi'
import { metersAnswerSchema } from '../../contract/api/meters.ts'
import { answers, routeGroup } from '../http/route.ts'
import { type MeterViewDeps, meterViews } from '../views/meter-views.ts'

const meters = createRoute({
  method: 'get',
  path: '/api/meters',
  tags: ['upstreams'],
  summary: 'How much of their plans and limits the upstreams say is used',
  responses: answers(metersAnswerSchema, 'The newest reading of every window'),
})

export const meterRoutes = (deps: MeterViewDeps) =>
  routeGroup().openapi(meters, (context) => context.json({ meters: meterViews(deps) }, 200))

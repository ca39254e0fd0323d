/** One picture of everything, for the overview and `clp status`. */
import { createRoute } from '@hono/zod-openapi'
import { statusSchema } from '../../contract/api/status.ts'
import { answers, routeGroup } from '../http/route.ts'
import { readStatus, type StatusParts } from '../views/status.ts'

const status = createRoute({
  method: 'get',
  path: '/api/status',
  tags: ['daemon'],
  summary: 'Services, upstreams, notices, totals of today',
  responses: answers(statusSchema, 'The status'),
})

export const statusRoutes = (parts: StatusParts) =>
  routeGroup().openapi(status, async (context) => context.json(await readStatus(parts), 200))

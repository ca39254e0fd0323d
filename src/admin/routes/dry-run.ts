/** "What would happen to this?": asked of the very code that decides about real requests. Nothing is sent. */
import { createRoute } from '@hono/zod-openapi'
import {
  filterTryAnswerSchema,
  filterTryRequestSchema,
  routeTryAnswerSchema,
  routeTryRequestSchema,
} from '../../contract/api/documents.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { requireService } from '../writes/upstream-change.ts'

const tryRoute = createRoute({
  method: 'post',
  path: '/api/routing/try',
  tags: ['settings'],
  summary: 'For a model: what would be sent where, and why',
  request: { body: jsonBody(routeTryRequestSchema) },
  responses: answers(routeTryAnswerSchema, 'The decision, step by step'),
})

const tryFilters = createRoute({
  method: 'post',
  path: '/api/filters/try',
  tags: ['settings'],
  summary: 'For a request: what each rule does to it',
  request: { body: jsonBody(filterTryRequestSchema) },
  responses: answers(filterTryAnswerSchema, 'The rules in order'),
})

export const tryRoutes = (deps: Pick<AdminDeps, 'config' | 'services' | 'dryRun'>) =>
  routeGroup()
    .openapi(tryRoute, async (context) => {
      const request = context.req.valid('json')
      requireService(deps, request.service)
      return context.json(await deps.dryRun.route(request, deps.config.snapshot()), 200)
    })
    .openapi(tryFilters, async (context) => {
      const request = context.req.valid('json')
      requireService(deps, request.service)
      return context.json(await deps.dryRun.filters(request, deps.config.snapshot()), 200)
    })

/** The router of the UI port: guard and headers around all routes, one answer to every failure, and the web app for the rest. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import type { Problem } from '../edge/problem.ts'
import type { Assets } from './assets.ts'
import type { AdminDeps } from './context/deps.ts'
import { type AdminEnv, guard } from './entry/guard.ts'
import { errorAnswer, notFound, problemOf } from './http/admin-problem.ts'
import { bodyLimit } from './http/body-limit.ts'
import { openApiDocument } from './http/open-api.ts'
import { securityHeaders } from './http/security-headers.ts'
import { adminRoutes, type RouteParts } from './routes/index.ts'

export interface AppParts extends RouteParts {
  readonly deps: AdminDeps
  readonly assets: Assets
}

/** What the typed clients are built on: `hc<AdminApp>(base)`. */
export type AdminApp = ReturnType<typeof adminRoutes>

/** Bytes of a request body: an import of all documents, or a request pasted into the filter panel, fits. */
const MOST_BODY_BYTES = 16 * 1024 * 1024

export const createAdminApp = (parts: AppParts): OpenAPIHono<AdminEnv> => {
  const { deps, authenticator, assets } = parts
  const app = new OpenAPIHono<AdminEnv>()
  app.onError((error) => {
    const problem = problemOf(error)
    if (problem.code === 'internal') deps.logError('The admin API failed', problem.cause)
    return problemResponse(problem)
  })
  app.use('*', securityHeaders())
  const { hosts, addressOf, isSecure } = deps
  app.use('*', guard({ authenticator, hosts, addressOf, isSecure, isAsset: assets.has }))
  app.use('*', bodyLimit(MOST_BODY_BYTES))
  // Lists of hundreds of requests shrink to a tenth; bodies and exports go out as they are.
  app.use('/api/*', compress({ contentTypeFilter: /^application\/json/ }))
  const routes = adminRoutes(parts)
  app.route('/', routes)
  app.get('/api/openapi.json', (context) => context.json(openApiDocument(routes, deps.daemon.version)))
  app.all('/api/*', (context) => {
    throw notFound({
      code: 'route-unknown',
      params: { route: `${context.req.method} ${context.req.path} in the admin API` },
    })
  })
  app.get('*', (context) => assets.serve(context.req.raw, context.req.path))
  app.notFound((context) =>
    problemResponse(
      notFound({ code: 'route-unknown', params: { route: `${context.req.method} ${context.req.path}` } }),
    ),
  )
  return app
}

const problemResponse = (problem: Problem): Response => {
  const headers = new Headers({ 'content-type': 'application/json' })
  for (let index = 0; index + 1 < problem.headers.length; index += 2) {
    headers.set(problem.headers[index] ?? '', problem.headers[index + 1] ?? '')
  }
  return new Response(JSON.stringify(errorAnswer(problem)), { status: problem.status, headers })
}

/** Balances of upstreams. Who reads them is somebody who looks: those whose time has come are asked for. */
import { createRoute } from '@hono/zod-openapi'
import { balanceRefreshSchema, balancesAnswerSchema, balancesQuerySchema } from '../../contract/api/balances.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { AdminDeps } from '../context/deps.ts'
import { notFound } from '../http/admin-problem.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { balanceViews } from '../views/balance-views.ts'
import { requireService } from '../writes/upstream-change.ts'

const tags = ['upstreams']
const answer = answers(balancesAnswerSchema, 'What is known, one object for each currency')

const balances = createRoute({
  method: 'get',
  path: '/api/balances',
  tags,
  summary: 'Balances of upstreams; asks for those that are due, at most every ten minutes each',
  request: { query: balancesQuerySchema },
  responses: answer,
})

const refresh = createRoute({
  method: 'post',
  path: '/api/balances/refresh',
  tags,
  summary: 'Ask for balances now',
  request: { body: jsonBody(balanceRefreshSchema) },
  responses: answer,
})

type Deps = Pick<AdminDeps, 'config' | 'services' | 'balances'>

export const balanceRoutes = (deps: Deps) =>
  routeGroup()
    .openapi(balances, async (context) => {
      const { wait, ...chosen } = context.req.valid('query')
      const pool = poolOf(deps, chosen)
      const looked = deps.balances.look(pool)
      if (wait === '1') await looked
      return context.json({ balances: pool.flatMap((upstream) => balanceViews(deps, upstream)) }, 200)
    })
    .openapi(refresh, async (context) => {
      const chosen = context.req.valid('json')
      const pool = poolOf(deps, chosen)
      await deps.balances.refresh(pool)
      return context.json({ balances: poolOf(deps, chosen).flatMap((upstream) => balanceViews(deps, upstream)) }, 200)
    })

interface Chosen {
  readonly service?: string | undefined
  readonly upstream?: string | undefined
}

/** The upstreams that are meant. Throws `not-found` for one that is not there. */
const poolOf = (deps: Deps, { service, upstream }: Chosen): readonly Upstream[] => {
  const ids = service === undefined ? deps.services.map(({ id }) => id) : [requireService(deps, service).id]
  const snapshot = deps.config.snapshot()
  const pool = ids.flatMap((id) => snapshot.pool(id)).filter(({ name }) => upstream === undefined || name === upstream)
  if (upstream !== undefined && pool.length === 0) {
    throw notFound({ code: 'upstream-unknown', params: { name: upstream } })
  }
  return pool
}

/** What the filters of the request list offer: the names that traffic has shown in the last months. */
import { createRoute } from '@hono/zod-openapi'
import { exchangeFacetsSchema } from '../../contract/api/exchanges.ts'
import type { LedgerGroup } from '../../store/records/ledger.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, routeGroup } from '../http/route.ts'

const facets = createRoute({
  method: 'get',
  path: '/api/exchanges/facets',
  tags: ['requests'],
  summary: 'Services, upstreams, models and tokens that were seen lately',
  responses: answers(exchangeFacetsSchema, 'Names, most used first'),
})

const LATELY_MS = 90 * 24 * 60 * 60 * 1000
/** Nobody picks from a longer list; a client that invents model names must not make one. */
const MOST_NAMES = 200

export const facetRoutes = ({ ledger, clock }: Pick<AdminDeps, 'ledger' | 'clock'>) => {
  const names = async (group: LedgerGroup): Promise<readonly string[]> => {
    const rows = await ledger.totals({ since: clock.now() - LATELY_MS, groupBy: [group] })
    const used = rows.toSorted((left, right) => right.requests - left.requests).map((row) => row.key[group] ?? '')
    return used.filter((name) => name !== '').slice(0, MOST_NAMES)
  }
  return routeGroup().openapi(facets, async (context) => {
    const [services, upstreams, models, tokens] = await Promise.all([
      names('service'),
      names('upstream'),
      names('model'),
      names('token'),
    ])
    return context.json({ services, upstreams, models, tokens }, 200)
  })
}

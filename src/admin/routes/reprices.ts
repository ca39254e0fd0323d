/** Pricing again what was counted, by the prices in force now. */
import { createRoute } from '@hono/zod-openapi'
import { repriceAnswerSchema, repriceRequestSchema, repricesAnswerSchema } from '../../contract/api/reprices.ts'
import type { PriceSettings } from '../../contract/price-settings.ts'
import type { Ledger, RepriceReport } from '../../store/records/ledger.ts'
import { defined } from '../http/defined.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'

const run = createRoute({
  method: 'post',
  path: '/api/usage/reprice',
  tags: ['usage'],
  summary: 'Price requests and totals again, each as of its own time',
  request: { body: jsonBody(repriceRequestSchema) },
  responses: answers(repriceAnswerSchema, 'What changed, or would change'),
})

const list = createRoute({
  method: 'get',
  path: '/api/usage/reprices',
  tags: ['usage'],
  summary: 'What was priced again, newest first',
  responses: answers(repricesAnswerSchema, 'One entry for each time'),
})

export interface RepriceDeps {
  readonly ledger: Pick<Ledger, 'reprice' | 'reprices'>
  /** Told when something was priced again, so that pages read it anew. */
  readonly changed: () => void
  /** The prices of one's own that are in force. */
  readonly prices: () => PriceSettings
}

export const repriceRoutes = ({ ledger, prices, changed }: RepriceDeps) =>
  routeGroup()
    .openapi(run, async (context) => {
      const { dryRun = false, unpricedOnly = false, ...time } = context.req.valid('json')
      const report = await ledger.reprice({ ...defined(time), settings: prices(), dryRun, unpricedOnly })
      if (!dryRun) changed()
      return context.json(viewOf(report), 200)
    })
    .openapi(list, async (context) => {
      const reprices = (await ledger.reprices()).map((entry) => ({ ...entry, ...viewOf(entry) }))
      return context.json({ reprices }, 200)
    })

/** Amounts as digits. */
const viewOf = ({ requests, changed, before, after }: RepriceReport) => ({
  requests,
  changed,
  before: String(before),
  after: String(after),
})

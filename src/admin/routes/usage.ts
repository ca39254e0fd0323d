/** The usage totals: by time, service, upstream, model and token; as a table for other programs; set to zero. */
import { createRoute, z } from '@hono/zod-openapi'
import { usageAnswerSchema, usageQuerySchema } from '../../contract/api/exchanges.ts'
import { doneSchema } from '../../contract/api/status.ts'
import type { AccessSettings } from '../../contract/settings.ts'
import type { Ledger, LedgerQuery } from '../../store/records/ledger.ts'
import type { DaemonView } from '../context/deps.ts'
import { defined } from '../http/defined.ts'
import { answers, routeGroup } from '../http/route.ts'
import { requireZone } from '../views/time-zone.ts'
import { usageCsv } from '../views/usage-csv.ts'
import { ledgerGroups, type UsageTotals, withOwners } from '../views/usage-owners.ts'
import { totalOf, usageView } from '../views/usage-views.ts'

const usage = createRoute({
  method: 'get',
  path: '/api/usage',
  tags: ['usage'],
  summary: 'Totals over a time, grouped as asked',
  request: { query: usageQuerySchema },
  responses: answers(usageAnswerSchema, 'The totals'),
})

const csv = createRoute({
  method: 'get',
  path: '/api/usage.csv',
  tags: ['usage'],
  summary: 'The same as a table',
  request: { query: usageQuerySchema },
  responses: { 200: { description: 'Comma-separated values', content: { 'text/csv': { schema: z.string() } } } },
})

const clear = createRoute({
  method: 'delete',
  path: '/api/usage',
  tags: ['usage'],
  summary: 'Set all totals to zero; the request log stays',
  responses: answers(doneSchema, 'Done'),
})

type Query = z.output<typeof usageQuerySchema>

export interface UsageDeps {
  readonly ledger: Ledger
  readonly daemon: Pick<DaemonView, 'timeZone'>
  /** The entries of tokens, which say whose they are. */
  readonly tokens: () => AccessSettings['tokens']
}

export const usageRoutes = ({ ledger, daemon, tokens }: UsageDeps) => {
  const read = async (query: Query): Promise<readonly UsageTotals[]> =>
    withOwners(query.by ?? [], await ledger.totals(ledgerQuery(query, daemon.timeZone())), { tokens: tokens() })
  return routeGroup()
    .openapi(usage, async (context) => {
      const query = context.req.valid('query')
      const rows = await read(query)
      return context.json({ by: query.by ?? [], rows: rows.map(usageView), total: usageView(totalOf(rows)) }, 200)
    })
    .openapi(csv, async (context) => {
      const query = context.req.valid('query')
      const text = usageCsv(query.by ?? [], await read(query))
      const headers = {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="clp-usage.csv"',
      }
      return new Response(text, { headers })
    })
    .openapi(clear, async (context) => {
      await ledger.clear()
      return context.json({ ok: true as const }, 200)
    })
}

/** Throws `bad-request` for a zone this machine does not know. */
const ledgerQuery = (query: Query, timeZone: string): LedgerQuery => {
  const { by = [], zone, ...filter } = query
  return { ...defined(filter), groupBy: ledgerGroups(by), timeZone: requireZone(zone, timeZone) }
}

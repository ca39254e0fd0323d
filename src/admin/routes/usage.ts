/** The usage totals: by time, service, upstream, model and token; as a table for other programs; set to zero. */
import { createRoute, z } from '@hono/zod-openapi'
import { usageAnswerSchema, usageQuerySchema } from '../../contract/api/exchanges.ts'
import { doneSchema } from '../../contract/api/status.ts'
import { addCounts, NO_COUNTS } from '../../contract/counts.ts'
import { addCosts, costSumsView, NO_COST } from '../../contract/money/cost.ts'
import { addUsage, NO_USAGE } from '../../contract/usage.ts'
import type { Ledger, LedgerQuery, LedgerRow } from '../../store/records/ledger.ts'
import type { DaemonView } from '../context/deps.ts'
import { badRequest } from '../http/admin-problem.ts'
import { defined } from '../http/defined.ts'
import { answers, routeGroup } from '../http/route.ts'
import { usageCsv } from '../views/usage-csv.ts'

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
}

export const usageRoutes = ({ ledger, daemon }: UsageDeps) => {
  const read = (query: Query): Promise<readonly LedgerRow[]> => ledger.totals(ledgerQuery(query, daemon.timeZone()))
  return routeGroup()
    .openapi(usage, async (context) => {
      const query = context.req.valid('query')
      const rows = await read(query)
      return context.json({ by: query.by ?? [], rows: rows.map(viewOf), total: viewOf(totalOf(rows)) }, 200)
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
  if (zone !== undefined && !isZone(zone)) throw badRequest({ code: 'zone-unknown', params: { zone } }, 'zone')
  return { ...defined(filter), groupBy: by, timeZone: zone ?? timeZone }
}

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** With amounts as digits. */
const viewOf = <Row extends Pick<LedgerRow, 'cost'>>({ cost, ...row }: Row) => ({ ...row, cost: costSumsView(cost) })

const totalOf = (rows: readonly LedgerRow[]): Omit<LedgerRow, 'key'> =>
  rows.reduce(
    (total, row) => ({
      ...addCounts(total, row),
      usage: addUsage(total.usage, row.usage),
      cost: addCosts(total.cost, row.cost),
    }),
    { ...NO_COUNTS, usage: NO_USAGE, cost: NO_COST },
  )

/** The request log: search it, open one request, take its bodies, export it, clear it. */
import { createRoute, z } from '@hono/zod-openapi'
import {
  bodyParamSchema,
  bodyQuerySchema,
  clearedSchema,
  exchangeDetailSchema,
  exchangeExportQuerySchema,
  exchangePageSchema,
  exchangeParamSchema,
  exchangeQuerySchema,
  exchangesClearSchema,
} from '../../contract/api/exchanges.ts'
import type { BodyKind, Journal } from '../../store/records/journal.ts'
import type { DaemonView } from '../context/deps.ts'
import { notFound } from '../http/admin-problem.ts'
import { defined } from '../http/defined.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { exportReply } from '../records/export-stream.ts'
import { bodyInfos, bodyReply } from '../records/recorded-body.ts'

const list = createRoute({
  method: 'get',
  path: '/api/exchanges',
  tags: ['requests'],
  summary: 'Requests, newest first, a page at a time',
  request: { query: exchangeQuerySchema },
  responses: answers(exchangePageSchema, 'One page'),
})

const detail = createRoute({
  method: 'get',
  path: '/api/exchanges/{id}',
  tags: ['requests'],
  summary: 'One request with everything but its bodies',
  request: { params: exchangeParamSchema },
  responses: answers(exchangeDetailSchema, 'The request'),
})

const body = createRoute({
  method: 'get',
  path: '/api/exchanges/{id}/body/{kind}',
  tags: ['requests'],
  summary: 'A body: the bytes as they passed, or decoded to text',
  request: { params: bodyParamSchema, query: bodyQuerySchema },
  responses: {
    200: { description: 'The body', content: { 'application/octet-stream': { schema: z.string() } } },
  },
})

const exportLog = createRoute({
  method: 'get',
  path: '/api/exchanges/export',
  tags: ['requests'],
  summary: 'The log as a file: JSON lines in the format of CLP 1.x, or an HTTP archive',
  request: { query: exchangeExportQuerySchema },
  responses: {
    200: { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } },
  },
})

const clear = createRoute({
  method: 'delete',
  path: '/api/exchanges',
  tags: ['requests'],
  summary: 'Remove requests from the log; usage totals stay',
  request: { body: jsonBody(exchangesClearSchema) },
  responses: answers(clearedSchema, 'How many were removed'),
})

export interface ExchangeDeps {
  readonly journal: Journal
  readonly daemon: Pick<DaemonView, 'version'>
}

export const exchangeRoutes = ({ journal, daemon: { version } }: ExchangeDeps) =>
  routeGroup()
    .openapi(list, async (context) => {
      // A page that is left stops its search through the bodies.
      const { items, next } = await journal.list(defined(context.req.valid('query')), context.req.raw.signal)
      return context.json({ items, next: next ?? null }, 200)
    })
    .openapi(exportLog, (context) => {
      const { format, limit: most, ...filter } = context.req.valid('query')
      const { signal } = context.req.raw
      return exportReply({ journal, query: defined(filter), format, most, version, signal })
    })
    .openapi(detail, async (context) => {
      const { id } = context.req.valid('param')
      const exchange = await journal.find(id)
      if (exchange === undefined) throw notFound({ code: 'request-unknown', params: { id } })
      return context.json({ ...exchange, bodies: await bodyInfos(journal, id) }, 200)
    })
    .openapi(body, async (context) => {
      const { id, kind } = context.req.valid('param')
      return await bodyReply(journal, { id, kind: kind satisfies BodyKind }, context.req.valid('query').decoded === '1')
    })
    .openapi(clear, async (context) => {
      const { ids } = context.req.valid('json')
      return context.json({ ok: true as const, removed: await journal.clear(ids) }, 200)
    })

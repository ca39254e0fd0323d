/** The prices in force, and the one that a model has. Own prices are edited as the document `prices`. */
import { createRoute } from '@hono/zod-openapi'
import {
  priceAnswerSchema,
  priceQuerySchema,
  pricesAnswerSchema,
  pricesQuerySchema,
} from '../../contract/api/prices.ts'
import { pricesDocument } from '../../store/documents/prices.ts'
import { priceAnswer, pricesAnswer } from '../../store/prices/price-views.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, routeGroup } from '../http/route.ts'

const prices = createRoute({
  method: 'get',
  path: '/api/prices',
  tags: ['usage'],
  summary: 'All prices: own ones, and those that come with CLP',
  request: { query: pricesQuerySchema },
  responses: answers(pricesAnswerSchema, 'The prices'),
})

const resolve = createRoute({
  method: 'get',
  path: '/api/prices/resolve',
  tags: ['usage'],
  summary: 'The price a model has at an upstream, and why',
  request: { query: priceQuerySchema },
  responses: answers(priceAnswerSchema, 'The price, or none'),
})

export const priceRoutes = ({ config, clock }: Pick<AdminDeps, 'config' | 'clock'>) =>
  routeGroup()
    .openapi(prices, (context) => {
      const answer = pricesAnswer(config.snapshot().get(pricesDocument), clock.now())
      return context.json(context.req.valid('query').rules === '0' ? { ...answer, rules: [] } : answer, 200)
    })
    .openapi(resolve, (context) => {
      const { model, service = '', upstream = '', at = clock.now() } = context.req.valid('query')
      const settings = config.snapshot().get(pricesDocument)
      return context.json(priceAnswer(settings, { model, service, upstream, at }), 200)
    })

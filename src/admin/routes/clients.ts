/** The clients on the machine that CLP runs on: where they go, and pointing them at CLP and back. */
import { createRoute } from '@hono/zod-openapi'
import {
  clientChangeAnswerSchema,
  clientChangeSchema,
  clientListSchema,
  clientParamSchema,
} from '../../contract/api/clients.ts'
import { type ClientDeps, changeClient, clientViews } from '../clients/client-change.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'

const tags = ['clients']
const request = { params: clientParamSchema, body: jsonBody(clientChangeSchema) }

const list = createRoute({
  method: 'get',
  path: '/api/clients',
  tags,
  summary: 'Where the clients on this machine go',
  responses: answers(clientListSchema, 'The clients'),
})

const attach = createRoute({
  method: 'post',
  path: '/api/clients/{client}/attach',
  tags,
  summary: 'Point a client at CLP in its own file, or say what that would change',
  request,
  responses: answers(clientChangeAnswerSchema, 'What was changed'),
})

const detach = createRoute({
  method: 'post',
  path: '/api/clients/{client}/detach',
  tags,
  summary: "Take back what attaching wrote into the client's file, or say what that would change",
  request,
  responses: answers(clientChangeAnswerSchema, 'What was taken back'),
})

export const clientRoutes = (deps: ClientDeps) =>
  routeGroup()
    .openapi(list, (context) => context.json({ items: clientViews(deps) }, 200))
    .openapi(attach, async (context) => {
      const change = { id: context.req.valid('param').client, act: 'attach' as const }
      return context.json(await changeClient(deps, { ...change, ...context.req.valid('json') }), 200)
    })
    .openapi(detach, async (context) => {
      const change = { id: context.req.valid('param').client, act: 'detach' as const }
      return context.json(await changeClient(deps, { ...change, ...context.req.valid('json') }), 200)
    })

/** The upstreams of a service: list, add, edit, remove. What is done to one by a single word stands in `upstream-acts.ts`. */
import { createRoute } from '@hono/zod-openapi'
import { ifMatchSchema } from '../../contract/api/documents.ts'
import { serviceParamSchema } from '../../contract/api/status.ts'
import {
  upstreamAddSchema,
  upstreamListSchema,
  upstreamParamSchema,
  upstreamPatchSchema,
  upstreamRemovedSchema,
  upstreamReorderSchema,
} from '../../contract/api/upstreams.ts'
import { activateUpstream, addUpstream, setUpstream } from '../../store/documents/upstream-edits.ts'
import { removeEdits } from '../../store/documents/upstream-references.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { upstreamList } from '../views/upstream-view.ts'
import { save } from '../writes/saving.ts'
import { applyToAll, checkAddress, keptFields, reorderUpstreams, requireService } from '../writes/upstream-change.ts'

const tags = ['upstreams']
const answer = answers(upstreamListSchema, 'The upstreams as they are now')

const list = createRoute({
  method: 'get',
  path: '/api/services/{service}/upstreams',
  tags,
  summary: 'Upstreams with health and share of traffic; credentials masked',
  request: { params: serviceParamSchema },
  responses: answer,
})

const add = createRoute({
  method: 'post',
  path: '/api/services/{service}/upstreams',
  tags,
  summary: 'Add an upstream',
  request: { params: serviceParamSchema, headers: ifMatchSchema, body: jsonBody(upstreamAddSchema) },
  responses: answer,
})

const edit = createRoute({
  method: 'patch',
  path: '/api/services/{service}/upstreams/{name}',
  tags,
  summary: 'Change fields; a secret that is absent or masked stays, null removes it',
  request: { params: upstreamParamSchema, headers: ifMatchSchema, body: jsonBody(upstreamPatchSchema) },
  responses: answer,
})

const remove = createRoute({
  method: 'delete',
  path: '/api/services/{service}/upstreams/{name}',
  tags,
  summary: 'Remove an upstream and the routing rules about it',
  request: { params: upstreamParamSchema, headers: ifMatchSchema },
  responses: answers(upstreamRemovedSchema, 'The upstreams as they are now, and how many rules went'),
})

const reorder = createRoute({
  method: 'post',
  path: '/api/services/{service}/upstreams/reorder',
  tags,
  summary: 'Set weights so that the first name is preferred most',
  request: { params: serviceParamSchema, headers: ifMatchSchema, body: jsonBody(upstreamReorderSchema) },
  responses: answer,
})

export const upstreamRoutes = (deps: AdminDeps) => {
  const { config } = deps
  return routeGroup()
    .openapi(list, async (context) => {
      const { service } = context.req.valid('param')
      requireService(deps, service)
      return context.json(await upstreamList(deps, service), 200)
    })
    .openapi(add, async (context) => {
      const { service } = context.req.valid('param')
      requireService(deps, service)
      const { activate = false, name, ...fields } = context.req.valid('json')
      checkAddress(fields.baseUrl)
      const plan = { name, ...keptFields(fields), baseUrl: fields.baseUrl }
      const act = (text: string): string => {
        const added = addUpstream(text, plan)
        return activate ? activateUpstream(added, name) : added
      }
      await save(config, { document: service, edit: act, ifMatch: context.req.valid('header')['if-match'] })
      return context.json(await upstreamList(deps, service), 200)
    })
    .openapi(edit, async (context) => {
      const { service, name } = context.req.valid('param')
      requireService(deps, service)
      const fields = context.req.valid('json')
      checkAddress(fields.baseUrl)
      const act = (text: string): string => setUpstream(text, name, keptFields(fields))
      await save(config, { document: service, edit: act, ifMatch: context.req.valid('header')['if-match'] })
      return context.json(await upstreamList(deps, service), 200)
    })
    .openapi(remove, async (context) => {
      const { service, name } = context.req.valid('param')
      requireService(deps, service)
      const { edits, removedRules } = removeEdits(service, name)
      await applyToAll(config, { service, edits, ifMatch: context.req.valid('header')['if-match'] })
      return context.json({ ...(await upstreamList(deps, service)), removedRules: removedRules().length }, 200)
    })
    .openapi(reorder, async (context) => {
      const { service } = context.req.valid('param')
      requireService(deps, service)
      const { names } = context.req.valid('json')
      const act = (text: string): string => reorderUpstreams(text, names)
      await save(config, { document: service, edit: act, ifMatch: context.req.valid('header')['if-match'] })
      return context.json(await upstreamList(deps, service), 200)
    })
}

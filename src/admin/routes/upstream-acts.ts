/** What is done to one upstream by a single word: activate, enable, disable, pause, resume, rename. */
import { createRoute } from '@hono/zod-openapi'
import { ifMatchSchema } from '../../contract/api/documents.ts'
import {
  upstreamListSchema,
  upstreamParamSchema,
  upstreamPauseSchema,
  upstreamRenameSchema,
} from '../../contract/api/upstreams.ts'
import {
  activateUpstream,
  disableUpstream,
  enableUpstream,
  pauseUpstream,
  resumeUpstream,
} from '../../store/documents/upstream-edits.ts'
import { renameEdits } from '../../store/documents/upstream-references.ts'
import type { AdminDeps } from '../context/deps.ts'
import { badRequest } from '../http/admin-problem.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { upstreamList } from '../views/upstream-view.ts'
import { save } from '../writes/saving.ts'
import { applyToAll, checkEdits, requireService } from '../writes/upstream-change.ts'

const tags = ['upstreams']
const answer = answers(upstreamListSchema, 'The upstreams as they are now')

const actRoute = <Act extends string>(act: Act, summary: string) =>
  createRoute({
    method: 'post',
    path: `/api/services/{service}/upstreams/{name}/${act}`,
    tags,
    summary,
    request: { params: upstreamParamSchema, headers: ifMatchSchema },
    responses: answer,
  })

const pause = createRoute({
  method: 'post',
  path: '/api/services/{service}/upstreams/{name}/pause',
  tags,
  summary: 'No traffic from balancing policies until an instant',
  request: { params: upstreamParamSchema, headers: ifMatchSchema, body: jsonBody(upstreamPauseSchema) },
  responses: answer,
})

const rename = createRoute({
  method: 'post',
  path: '/api/services/{service}/upstreams/{name}/rename',
  tags,
  summary: 'Give it another name everywhere: documents, health, log and totals',
  request: { params: upstreamParamSchema, headers: ifMatchSchema, body: jsonBody(upstreamRenameSchema) },
  responses: answer,
})

interface Act {
  readonly param: { readonly service: string; readonly name: string }
  readonly header: { readonly 'if-match'?: string | undefined }
  readonly edit: (text: string) => string
}

export const upstreamActRoutes = (deps: AdminDeps) => {
  const { config, clock } = deps
  const act = async ({ param, header, edit }: Act) => {
    requireService(deps, param.service)
    await save(config, { document: param.service, edit, ifMatch: header['if-match'] })
    return await upstreamList(deps, param.service)
  }

  return routeGroup()
    .openapi(actRoute('activate', 'Make it the active one'), async ({ req, json }) => {
      const [param, header] = [req.valid('param'), req.valid('header')]
      return json(await act({ param, header, edit: (text) => activateUpstream(text, param.name) }), 200)
    })
    .openapi(actRoute('enable', 'Take it back into use'), async ({ req, json }) => {
      const [param, header] = [req.valid('param'), req.valid('header')]
      return json(await act({ param, header, edit: (text) => enableUpstream(text, param.name) }), 200)
    })
    .openapi(actRoute('disable', 'Put it away'), async ({ req, json }) => {
      const [param, header] = [req.valid('param'), req.valid('header')]
      return json(await act({ param, header, edit: (text) => disableUpstream(text, param.name, clock.now()) }), 200)
    })
    .openapi(actRoute('resume', 'End its pause'), async ({ req, json }) => {
      const [param, header] = [req.valid('param'), req.valid('header')]
      return json(await act({ param, header, edit: (text) => resumeUpstream(text, param.name) }), 200)
    })
    .openapi(pause, async ({ req, json }) => {
      const [param, header, { until }] = [req.valid('param'), req.valid('header'), req.valid('json')]
      if (until <= clock.now()) throw badRequest({ code: 'pause-in-past', params: {} }, 'until')
      if (!Number.isFinite(new Date(until).getTime()))
        throw badRequest({ code: 'instant-unreadable', params: {} }, 'until')
      return json(await act({ param, header, edit: (text) => pauseUpstream(text, param.name, until) }), 200)
    })
    .openapi(rename, async ({ req, json }) => {
      const [{ service, name }, header, { to }] = [req.valid('param'), req.valid('header'), req.valid('json')]
      requireService(deps, service)
      const edits = renameEdits(service, name, to)
      // Health and meters forget upstreams that are gone from the documents, so they have to know the new name before those do.
      checkEdits(config, edits)
      deps.health.rename(service, name, to)
      deps.meters.rename(service, name, to)
      deps.balances.rename(service, name, to)
      try {
        await applyToAll(config, { service, edits, ifMatch: header['if-match'] })
      } catch (error) {
        deps.health.rename(service, to, name)
        deps.meters.rename(service, to, name)
        deps.balances.rename(service, to, name)
        throw error
      }
      await deps.journal.renameUpstream(service, name, to)
      return json(await upstreamList(deps, service), 200)
    })
}

/** The documents as texts: read, check, save, export and import. Secrets leave masked and stay when a mask comes back. */
import { createRoute, z } from '@hono/zod-openapi'
import {
  bundleSchema,
  type DocumentView,
  documentListSchema,
  documentParamSchema,
  documentPutSchema,
  documentViewSchema,
  ifMatchSchema,
  importAnswerSchema,
} from '../../contract/api/documents.ts'
import { doneSchema } from '../../contract/api/status.ts'
import { problemFor } from '../../edge/problem.ts'
import { acceptEdit } from '../../store/config/config-slot.ts'
import type { AdminDeps } from '../context/deps.ts'
import type { Caller } from '../entry/caller.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { type DocumentDeps, documentInfo, documentView } from '../views/document-view.ts'
import { createBundle, importBundle } from '../writes/bundle.ts'
import { unmaskText } from '../writes/masking.ts'
import { requireDocument, requireVersion, save } from '../writes/saving.ts'

const list = createRoute({
  method: 'get',
  path: '/api/documents',
  tags: ['documents'],
  summary: 'All documents, and whether their texts are in force',
  responses: answers(documentListSchema, 'The documents'),
})

const read = createRoute({
  method: 'get',
  path: '/api/documents/{id}',
  tags: ['documents'],
  summary: 'The text of a document, secrets masked; its version is the etag',
  request: { params: documentParamSchema },
  responses: answers(documentViewSchema, 'The document'),
})

const write = createRoute({
  method: 'put',
  path: '/api/documents/{id}',
  tags: ['documents'],
  summary: 'Save a text; masks left in it keep the stored secrets',
  request: { params: documentParamSchema, headers: ifMatchSchema, body: jsonBody(documentPutSchema) },
  responses: answers(documentViewSchema, 'The document as saved'),
})

const check = createRoute({
  method: 'post',
  path: '/api/documents/{id}/check',
  tags: ['documents'],
  summary: 'Whether a text could be saved',
  request: { params: documentParamSchema, body: jsonBody(documentPutSchema) },
  responses: answers(doneSchema, 'It could'),
})

const exportAll = createRoute({
  method: 'get',
  path: '/api/export',
  tags: ['documents'],
  summary: 'All documents as one; secrets only for the command line, which shows its own key',
  request: { query: z.object({ secrets: z.enum(['0', '1']).optional() }) },
  responses: answers(bundleSchema, 'The bundle'),
})

const importAll = createRoute({
  method: 'post',
  path: '/api/import',
  tags: ['documents'],
  summary: 'Put the documents of a bundle in force, all or none',
  request: { body: jsonBody(bundleSchema) },
  responses: answers(importAnswerSchema, 'What was written'),
})

export interface DocumentRouteDeps extends Pick<AdminDeps, 'config' | 'clock'> {
  readonly daemon: Pick<AdminDeps['daemon'], 'home' | 'version'>
}

export const documentRoutes = (deps: DocumentRouteDeps) => {
  const { config } = deps
  const infos = { config, home: deps.daemon.home } satisfies DocumentDeps
  return routeGroup()
    .openapi(list, (context) =>
      context.json({ documents: config.documents().map((document) => documentInfo(infos, document)) }, 200),
    )
    .openapi(read, (context) => {
      const document = requireDocument(config, context.req.valid('param').id)
      const view = documentView(infos, document)
      context.header('etag', `"${view.version}"`)
      return context.json(view, 200)
    })
    .openapi(write, async (context) => {
      const document = requireDocument(config, context.req.valid('param').id)
      const ifMatch = context.req.valid('header')['if-match']
      requireVersion(config, document.id, ifMatch)
      const { text } = context.req.valid('json')
      await save(config, { document: document.id, ifMatch, edit: (stored) => unmaskText(document, text, stored) })
      const view: DocumentView = documentView(infos, document)
      context.header('etag', `"${view.version}"`)
      return context.json(view, 200)
    })
    .openapi(check, (context) => {
      const document = requireDocument(config, context.req.valid('param').id)
      const before = config.read(document.id).text
      acceptEdit(document, { before, after: unmaskText(document, context.req.valid('json').text, before) })
      return context.json({ ok: true as const }, 200)
    })
    .openapi(exportAll, (context) => {
      const secrets = context.req.valid('query').secrets === '1'
      if (secrets) requireCommandLine(context.get('caller'))
      const { clock, daemon } = deps
      context.header('content-disposition', 'attachment; filename="clp-documents.json"')
      return context.json(createBundle(config, { secrets, now: clock.now(), version: daemon.version }), 200)
    })
    .openapi(importAll, async (context) => context.json(await importBundle(config, context.req.valid('json')), 200))
}

/** Stored credentials are write-only for everybody but the user's own command line, which could read the files as well. */
const requireCommandLine = (caller: Caller): void => {
  if (caller.kind === 'control') return
  const reason = { code: 'secrets-command-line-only', params: { command: 'clp config export --secrets' } } as const
  throw problemFor('bad-request', reason, { status: 403 })
}

/** The former versions of documents: which there are, what changed, and bringing one back. Secrets leave masked and come back as they were. */
import { createRoute } from '@hono/zod-openapi'
import {
  type DocumentVersionView,
  diffQuerySchema,
  documentDiffSchema,
  documentHistorySchema,
  revisionParamSchema,
  rollbackSchema,
} from '../../contract/api/document-history.ts'
import { documentParamSchema, documentViewSchema, ifMatchSchema } from '../../contract/api/documents.ts'
import { doneSchema } from '../../contract/api/status.ts'
import type { Document } from '../../store/config/document.ts'
import type { DocumentVersion } from '../../store/config/document-history.ts'
import { versionOf } from '../../store/files/document-file.ts'
import { notFound } from '../http/admin-problem.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { createLineCounter, textDiff } from '../views/document-diff.ts'
import { documentView } from '../views/document-view.ts'
import { requireDocument, requireVersion, save } from '../writes/saving.ts'
import type { DocumentRouteDeps } from './documents.ts'

const list = createRoute({
  method: 'get',
  path: '/api/documents/{id}/history',
  tags: ['documents'],
  summary: 'The last versions of a document, newest first',
  request: { params: documentParamSchema },
  responses: answers(documentHistorySchema, 'The versions'),
})

const diff = createRoute({
  method: 'get',
  path: '/api/documents/{id}/history/{revision}/diff',
  tags: ['documents'],
  summary: 'What became of a version in another or in the present text, secrets masked',
  request: { params: revisionParamSchema, query: diffQuerySchema },
  responses: answers(documentDiffSchema, 'The differences'),
})

const rollback = createRoute({
  method: 'post',
  path: '/api/documents/{id}/rollback',
  tags: ['documents'],
  summary: 'Put a former version in force again, with the secrets it had',
  request: { params: documentParamSchema, headers: ifMatchSchema, body: jsonBody(rollbackSchema) },
  responses: answers(documentViewSchema, 'The document as it is now'),
})

const forget = createRoute({
  method: 'delete',
  path: '/api/documents/{id}/history',
  tags: ['documents'],
  summary: 'Forget the former versions of a document, and the secrets in them',
  request: { params: documentParamSchema },
  responses: answers(doneSchema, 'They are forgotten'),
})

export const documentHistoryRoutes = ({ config, daemon, clock }: DocumentRouteDeps) => {
  const versionsOf = async (id: string): Promise<readonly DocumentVersion[]> => {
    await config.history.settled()
    return config.history.of(id)
  }
  return routeGroup()
    .openapi(list, async (context) => {
      const document = requireDocument(config, context.req.valid('param').id)
      const { version } = config.read(document.id)
      const versions = await versionsOf(document.id)
      const count = createLineCounter(clock)
      return context.json(
        {
          versions: versions.map((one, index) =>
            viewOf(document, one, { former: versions[index + 1], present: version, count }),
          ),
        },
        200,
      )
    })
    .openapi(diff, async (context) => {
      const { id, revision } = context.req.valid('param')
      const { to } = context.req.valid('query')
      const document = requireDocument(config, id)
      const versions = await versionsOf(id)
      const before = textOf(document, requireRevision(versions, id, revision))
      const after = to === undefined ? config.read(id).text : textOf(document, requireRevision(versions, id, to))
      return context.json({ from: revision, to: to ?? null, ...textDiff(document, before, after) }, 200)
    })
    .openapi(rollback, async (context) => {
      const document = requireDocument(config, context.req.valid('param').id)
      const ifMatch = context.req.valid('header')['if-match']
      requireVersion(config, document.id, ifMatch)
      const { revision } = context.req.valid('json')
      const text = textOf(document, requireRevision(await versionsOf(document.id), document.id, revision))
      await save(config, { document: document.id, ifMatch, edit: () => text })
      const view = documentView({ config, home: daemon.home }, document)
      context.header('etag', `"${view.version}"`)
      return context.json(view, 200)
    })
    .openapi(forget, (context) => {
      config.history.clear(requireDocument(config, context.req.valid('param').id).id)
      return context.json({ ok: true as const }, 200)
    })
}

/** Where there was no file, the template says the same. */
const textOf = (document: Document<unknown>, { text }: DocumentVersion): string => text ?? document.template

const requireRevision = (versions: readonly DocumentVersion[], document: string, revision: number): DocumentVersion => {
  const found = versions.find((one) => one.revision === revision)
  if (found === undefined) throw notFound({ code: 'revision-unknown', params: { document, revision } })
  return found
}

interface Beside {
  readonly former: DocumentVersion | undefined
  /** Version of the present text. */
  readonly present: string
  readonly count: ReturnType<typeof createLineCounter>
}

const viewOf = (
  document: Document<unknown>,
  one: DocumentVersion,
  { former, present, count }: Beside,
): DocumentVersionView => {
  const { revision, at, by, text } = one
  const counts = former === undefined ? undefined : count(textOf(document, former), textOf(document, one))
  const { added = null, removed = null } = counts ?? {}
  const current = versionOf(textOf(document, one)) === present
  return { revision, at: new Date(at).toISOString(), by, exists: text !== null, added, removed, current }
}

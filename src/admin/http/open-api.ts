/** The description of the API in OpenAPI 3.1, made from the very schemas that check requests. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { apiErrorSchema } from '../../contract/api/status.ts'
import type { AdminEnv } from '../entry/guard.ts'

const INFO = {
  title: 'CLP admin API',
  description:
    'Everything the CLP web UI and command line do. With access on, send a CLP token as "Authorization: Bearer clp_…" or "X-API-Key". ' +
    'Writes carry the version they have read in "If-Match".',
}

/** Failures look the same everywhere, so the routes leave them out and they are added here. */
export const openApiDocument = (routes: OpenAPIHono<AdminEnv>, version: string) => {
  const document = routes.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { ...INFO, version },
    servers: [{ url: '/' }],
  })
  const schema = z.toJSONSchema(apiErrorSchema, { target: 'draft-2020-12' })
  const failure = {
    description: 'What went wrong: a code of the problem catalogue and, where it applies, the field to blame',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [path, withFailure(item, failure)] as const)
  return {
    ...document,
    paths: Object.fromEntries(paths),
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Error: schema },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
    security: [{}, { bearer: [] }, { key: [] }],
  }
}

const withFailure = (item: object, failure: object): object =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]: [string, { readonly responses?: object }]) => [
      method,
      operation.responses === undefined
        ? operation
        : { ...operation, responses: { ...operation.responses, default: failure } },
    ]),
  )

/** Calls of the admin API answered by its routes in this very process, without a port. */
import { OpenAPIHono } from '@hono/zod-openapi'
import type { AdminEnv } from '../../admin/entry/guard.ts'
import { errorAnswer, problemOf } from '../../admin/http/admin-problem.ts'
import type { routeGroup } from '../../admin/http/route.ts'
import type { Cli } from '../context/cli.ts'
import { type Api, type Call, parseJson, refusal, textOf } from './api-client.ts'

/** Throws `CliError` where the routes refuse, as a daemon would. */
export const apiOver = (cli: Cli, routes: readonly ReturnType<typeof routeGroup>[]): Api => {
  const app = new OpenAPIHono<AdminEnv>()
  // Whoever runs this process could read the files as well.
  app.use('*', async (context, next) => {
    context.set('caller', { kind: 'control' })
    await next()
  })
  for (const group of routes) app.route('/', group)
  app.onError((error) => {
    const problem = problemOf(error)
    return Response.json(errorAnswer(problem), { status: problem.status })
  })
  const bytes = async (call: Call): Promise<AsyncIterable<Uint8Array>> => {
    const response = await app.request(call.path, requestOf(call))
    const body = response.body === null ? nothing() : (response.body as AsyncIterable<Uint8Array>)
    if (response.status >= 400) throw refusal(cli, response.status, await textOf(body))
    return body
  }
  return {
    bytes,
    ask: async (schema, call) => schema.parse(parseJson(await textOf(await bytes(call)))),
  }
}

const requestOf = ({ method = 'GET', body, headers = {} }: Call): RequestInit =>
  body === undefined
    ? { method, headers: { ...headers } }
    : { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }

async function* nothing(): AsyncGenerator<Uint8Array> {
  // An answer without a body.
}

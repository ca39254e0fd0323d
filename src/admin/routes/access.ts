/** Who may come in: the switches, and the tokens. A token is shown once, when it is made. */
import { createRoute } from '@hono/zod-openapi'
import { EXPIRY_EXAMPLES, parseExpiryInput } from '../../codec/text/expiry.ts'
import {
  accessPatchSchema,
  accessViewSchema,
  tokenGeneratedSchema,
  tokenGenerateSchema,
  tokenParamSchema,
  tokenPatchSchema,
} from '../../contract/api/access.ts'
import { ifMatchSchema } from '../../contract/api/documents.ts'
import { accessDocument } from '../../store/documents/access.ts'
import {
  addToken,
  createToken,
  patchToken,
  removeToken,
  switchAccess,
  switchService,
} from '../../store/documents/access-edits.ts'
import type { AdminDeps } from '../context/deps.ts'
import type { Authenticator, Caller, Shown } from '../entry/caller.ts'
import { badRequest } from '../http/admin-problem.ts'
import { defined } from '../http/defined.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { accessView, allServices, tokenView } from '../views/access-view.ts'
import { save } from '../writes/saving.ts'

const tags = ['access']
const answer = answers(accessViewSchema, 'Access as it is now')

const show = createRoute({
  method: 'get',
  path: '/api/access',
  tags,
  summary: 'Switches and tokens',
  responses: answer,
})

const patch = createRoute({
  method: 'patch',
  path: '/api/access',
  tags,
  summary: 'Switch access on or off, as a whole or per service',
  request: { headers: ifMatchSchema, body: jsonBody(accessPatchSchema) },
  responses: answer,
})

const generate = createRoute({
  method: 'post',
  path: '/api/access/tokens',
  tags,
  summary: 'Make a token; the answer is the only time it is shown',
  request: { headers: ifMatchSchema, body: jsonBody(tokenGenerateSchema) },
  responses: answers(tokenGeneratedSchema, 'The token'),
})

const edit = createRoute({
  method: 'patch',
  path: '/api/access/tokens/{name}',
  tags,
  summary: 'Change a token: name, description, expiry, services, enabled or not',
  request: { params: tokenParamSchema, headers: ifMatchSchema, body: jsonBody(tokenPatchSchema) },
  responses: answer,
})

const remove = createRoute({
  method: 'delete',
  path: '/api/access/tokens/{name}',
  tags,
  summary: 'Remove a token; it opens nothing from now on',
  request: { params: tokenParamSchema, headers: ifMatchSchema },
  responses: answer,
})

export interface AccessParts {
  readonly deps: Pick<AdminDeps, 'config' | 'services' | 'access' | 'clock'>
  readonly authenticator: Authenticator
}

export const accessRoutes = ({ deps, authenticator }: AccessParts) => {
  const { config, clock } = deps
  const document = accessDocument.id
  const view = ({ caller, shown }: { readonly caller: Caller; readonly shown: Shown }) =>
    accessView(deps, caller.kind === 'control' || authenticator.recognise(shown) !== undefined)

  const expiryOf = (typed: string | null | undefined): string | null | undefined => {
    if (typed === undefined || typed === null || typed === '') return typed === undefined ? undefined : null
    const expiry = parseExpiryInput(typed, clock.now())
    if (expiry !== undefined) return expiry.text
    throw badRequest({ code: 'expiry-unreadable', params: { examples: EXPIRY_EXAMPLES.join(', ') } }, 'expires')
  }
  const checkServices = (names: readonly string[] | undefined, field: string): void => {
    const known = allServices(deps)
    const unknown = names?.find((name) => !known.includes(name))
    if (unknown !== undefined)
      throw badRequest({ code: 'service-unknown', params: { service: unknown, services: known.join(', ') } }, field)
  }

  return routeGroup()
    .openapi(show, (context) => context.json(view(context.var), 200))
    .openapi(patch, async (context) => {
      const { enabled, services = {} } = context.req.valid('json')
      checkServices(Object.keys(services), 'services')
      const act = (text: string): string => {
        const switched = Object.entries(services).reduce((one, [id, on]) => switchService(one, id, on), text)
        return enabled === undefined ? switched : switchAccess(switched, enabled)
      }
      await save(config, { document, edit: act, ifMatch: context.req.valid('header')['if-match'] })
      return context.json(view(context.var), 200)
    })
    .openapi(generate, async (context) => {
      const { name, description, owner, expires, services } = context.req.valid('json')
      checkServices(services, 'services')
      const plan = defined({ name, description, owner, services, expiresAt: expiryOf(expires), now: clock.now() })
      const { token, entry } = createToken(plan)
      const ifMatch = context.req.valid('header')['if-match']
      await save(config, { document, edit: (text) => addToken(text, entry), ifMatch })
      return context.json({ token, entry: tokenView(deps, entry) }, 200)
    })
    .openapi(edit, async (context) => {
      const { expires, ...fields } = context.req.valid('json')
      checkServices(fields.services, 'services')
      const change = defined({ ...fields, expires_at: expiryOf(expires) })
      const { name } = context.req.valid('param')
      const ifMatch = context.req.valid('header')['if-match']
      await save(config, { document, edit: (text) => patchToken(text, name, change), ifMatch })
      return context.json(view(context.var), 200)
    })
    .openapi(remove, async (context) => {
      const { name } = context.req.valid('param')
      const ifMatch = context.req.valid('header')['if-match']
      await save(config, { document, edit: (text) => removeToken(text, name), ifMatch })
      return context.json(view(context.var), 200)
    })
}

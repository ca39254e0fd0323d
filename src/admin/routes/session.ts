/**
 * Signing in and out: a token becomes a cookie that scripts cannot read, and a key that the page keeps for its origin. Neither stands for anything
 * without the other, or outside this daemon.
 */
import { createRoute } from '@hono/zod-openapi'
import { deleteCookie, setCookie } from 'hono/cookie'
import { doneSchema, type Session, sessionSchema, signedInSchema, signInSchema } from '../../contract/api/status.ts'
import { problemFor } from '../../edge/problem.ts'
import { refusal } from '../../proxy/stages/authenticate.ts'
import type { AdminDeps } from '../context/deps.ts'
import { type Authenticator, asBearer } from '../entry/caller.ts'
import type { SignIns } from '../entry/sign-ins.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'

const NOT_FOR_UI = { code: 'token-not-for-ui', params: {} } as const

export interface SessionParts {
  readonly deps: Pick<AdminDeps, 'access'>
  readonly authenticator: Authenticator
  readonly signIns: SignIns
  /** Called when sign-ins have ended, so that live sockets opened by them end as well. */
  readonly ended: () => void
}

const show = createRoute({
  method: 'get',
  path: '/api/session',
  tags: ['session'],
  summary: 'Whether a token is asked for, and who is signed in',
  responses: answers(sessionSchema, 'The session'),
})

const signIn = createRoute({
  method: 'post',
  path: '/api/session',
  tags: ['session'],
  summary: 'Sign in with a token; sets a cookie and answers with the page key that belongs to it',
  request: { body: jsonBody(signInSchema) },
  responses: answers(signedInSchema, 'The session and its page key'),
})

const signOut = createRoute({
  method: 'delete',
  path: '/api/session',
  tags: ['session'],
  summary: 'Sign out of this browser',
  responses: answers(sessionSchema, 'The session'),
})

const signOutEverywhere = createRoute({
  method: 'delete',
  path: '/api/sessions',
  tags: ['session'],
  summary: 'Sign out of every browser',
  responses: answers(doneSchema, 'Done'),
})

export const sessionRoutes = ({ deps, authenticator, signIns, ended }: SessionParts) => {
  const now = (token: string | undefined): Session => ({
    accessRequired: deps.access.required('ui'),
    signedIn: token !== undefined,
    token: token ?? null,
  })

  /** Throws when the token does not open the UI. With access off it may still be good: then it signs in ahead of time. */
  const nameOf = (token: string, address: string): string => {
    const decision = deps.access.check(asBearer(token), 'ui', address)
    const problem = refusal(decision)
    if (problem !== undefined) throw problem
    const name = decision.kind === 'granted' ? decision.token : deps.access.recognise(asBearer(token), 'ui', address)
    if (name === undefined) throw problemFor('unauthenticated', NOT_FOR_UI)
    return name
  }

  return routeGroup()
    .openapi(show, (context) => context.json(now(authenticator.recognise(context.var.shown)), 200))
    .openapi(signIn, (context) => {
      const { token } = context.req.valid('json')
      const { address, secure } = context.var.shown
      const name = nameOf(token, address)
      const { id, pageKey } = signIns.open(token)
      setCookie(context, authenticator.cookieName(secure), id, cookieOptions(secure))
      return context.json({ ...now(name), pageKey }, 200)
    })
    .openapi(signOut, (context) => {
      const { shown } = context.var
      const session = authenticator.sessionOf(shown)
      if (session !== undefined) signIns.close(session)
      ended()
      deleteCookie(context, authenticator.cookieName(shown.secure), cookieOptions(shown.secure))
      return context.json(now(undefined), 200)
    })
    .openapi(signOutEverywhere, (context) => {
      signIns.closeAll()
      ended()
      const { secure } = context.var.shown
      deleteCookie(context, authenticator.cookieName(secure), cookieOptions(secure))
      return context.json({ ok: true as const }, 200)
    })
}

/** Browsers send a secure cookie over TLS only, and keep none that came without. */
const cookieOptions = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'Strict', secure }) as const

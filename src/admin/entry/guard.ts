/**
 * Stands before the whole router: who may ask under which name, from which page, with which token, and with how much. Routes know
 * nothing of it and cannot opt out; what is open to everybody is listed in `public-paths.ts` and nowhere else.
 */
import type { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { HostRules } from '../../edge/host-rules.ts'
import { decideUiOrigin } from '../../edge/origin.ts'
import { problemFor } from '../../edge/problem.ts'
import type { Authenticator, Caller, Shown } from './caller.ts'
import { isAboutCaller, isPublic } from './public-paths.ts'

export interface AdminEnv {
  Bindings: { readonly incoming?: IncomingMessage }
  Variables: { readonly caller: Caller; readonly shown: Shown }
}

export interface GuardOptions {
  readonly authenticator: Authenticator
  readonly hosts: HostRules
  readonly addressOf: (request: IncomingMessage) => string
  readonly isSecure: (request: IncomingMessage) => boolean
  /** Whether a path is a file of the web app. */
  readonly isAsset: (path: string) => boolean
}

export const guard =
  (options: GuardOptions): MiddlewareHandler<AdminEnv> =>
  async (context, next) => {
    const { method, path } = context.req
    const shown = shownBy(context, options)
    const decision = decideUiOrigin(method, shown.headers, options.hosts)
    if (decision.kind === 'refuse') throw decision.problem
    requireJson(method, context.req.raw.headers)
    context.set('shown', shown)
    context.set('caller', callerOf(options, { method, path, shown }))
    await next()
  }

interface Request {
  readonly method: string
  readonly path: string
  readonly shown: Shown
}

const callerOf = ({ authenticator, isAsset }: GuardOptions, { method, path, shown }: Request): Caller => {
  if (!isAboutCaller(method, path)) return admit(authenticator, shown, isPublic(method, path, isAsset))
  const decision = authenticator.admitMember(shown)
  if (decision.kind === 'out') throw decision.problem
  return decision.caller
}

/** A public path is served to a caller who shows a bad token as to one who shows none. */
const admit = (authenticator: Authenticator, shown: Shown, anybody: boolean): Caller => {
  if (anybody) return { kind: 'anybody' }
  const decision = authenticator.admit(shown, 'ui')
  if (decision.kind === 'out') throw decision.problem
  return decision.caller
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The content types a foreign page can send without asking first are no JSON. */
const requireJson = (method: string, headers: Headers): void => {
  if (READING.has(method)) return
  const type = headers.get('content-type')
  const hasBody = headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0'
  if (type === null && !hasBody) return
  if (/^application\/json\s*(?:;|$)/i.test(type ?? '')) return
  const reason = { code: 'json-only', params: {} } as const
  throw problemFor('bad-request', reason, { status: 415 })
}

const shownBy = (
  context: Context<AdminEnv>,
  { addressOf, isSecure }: Pick<GuardOptions, 'addressOf' | 'isSecure'>,
): Shown => {
  const { incoming } = context.env ?? {}
  const { url } = context.req
  const at = url.indexOf('?')
  return {
    headers: incoming?.rawHeaders ?? flat(context.req.raw.headers),
    query: at < 0 ? '' : (url.slice(at + 1).split('#')[0] ?? ''),
    address: incoming === undefined ? '' : addressOf(incoming),
    secure: incoming !== undefined && isSecure(incoming),
  }
}

const flat = (headers: Headers): RawHeaders => [...headers].flat()

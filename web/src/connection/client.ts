/** The typed client of the admin app. A refused answer becomes an `ApiProblem`; a 401 also tells the page to sign in. */
import { hc } from 'hono/client'
import type { AdminApp } from '../../../src/admin/app.ts'
import { PAGE_KEY_HEADER } from '../../../src/contract/page-key.ts'
import type { PageKeys } from './page-key.ts'
import { ApiProblem, problemOf } from './problem.ts'

export interface FetchOptions {
  readonly pageKeys: Pick<PageKeys, 'read'>
  /** Called when CLP asks for a token. */
  readonly onSignedOut: () => void
  readonly fetch?: typeof fetch
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Writes from browsers must be JSON, also where there is nothing to say. */
const withJson = (init: RequestInit): RequestInit => {
  if (init.method === undefined || !WRITES.has(init.method) || init.body !== undefined) return init
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { ...init, headers, body: '{}' }
}

const withPageKey = (init: RequestInit, key: string | undefined): RequestInit => {
  if (key === undefined) return init
  const headers = new Headers(init.headers)
  headers.set(PAGE_KEY_HEADER, key)
  return { ...init, headers }
}

/** What asks the API of this page's own origin, shows that it is this page, and throws `ApiProblem` for a refused answer. */
export const createFetch = (options: FetchOptions): typeof fetch => {
  const send = options.fetch ?? fetch
  return async (input, init = {}) => {
    const key = options.pageKeys.read()
    const response = await send(input, { credentials: 'same-origin', ...withPageKey(withJson(init), key) })
    if (response.ok) return response
    const problem = await problemOf(response)
    if (problem.status === 401) options.onSignedOut()
    throw problem
  }
}

/** @param root Address of the web app, with a trailing slash. */
export const createClient = (root: URL, checked: typeof fetch) => hc<AdminApp>(root.href, { fetch: checked })

export type Client = ReturnType<typeof createClient>

interface JsonAnswer {
  readonly ok: boolean
  readonly status: number
  json(): Promise<unknown>
}

/** What the answer says when it is a success; the client has thrown already when it is not. */
type SuccessJson<R extends JsonAnswer> = Awaited<ReturnType<Extract<R, { readonly ok: true }>['json']>>

/** Reads the success answer of a call. Throws `ApiProblem` when there is none. */
export const read = async <R extends JsonAnswer>(call: Promise<R>): Promise<SuccessJson<R>> => {
  const response = await call
  try {
    return (await response.json()) as SuccessJson<R>
  } catch {
    throw new ApiProblem(response.status, { code: 'unexpected', message: 'The answer is not JSON' })
  }
}

/** A value as one part of a path. The client puts parts into paths as they are. */
export const part = (value: string): string => encodeURIComponent(value)

/** The header of a write that must not undo what someone else wrote meanwhile. */
export const ifMatch = (version: string) => ({ 'if-match': version })

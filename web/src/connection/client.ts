/** The typed client of the admin app. A refused answer becomes an `ApiProblem`; a 401 also tells the page to sign in. */
import { hc } from 'hono/client'
import type { AdminApp } from '../../../src/admin/app.ts'
import { ApiProblem, problemOf } from './problem.ts'

export interface ClientOptions {
  /** Called when CLP asks for a token. */
  readonly onSignedOut: () => void
  readonly fetch?: typeof fetch
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Writes from browsers must be JSON, also where there is nothing to say. */
const withJson = (init: RequestInit | undefined): RequestInit => {
  if (init?.method === undefined || !WRITES.has(init.method) || init.body !== undefined) return init ?? {}
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { ...init, headers, body: '{}' }
}

/** @param root Address of the web app, with a trailing slash. */
export const createClient = (root: URL, options: ClientOptions) => {
  const send = options.fetch ?? fetch
  const checked = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const response = await send(input, { credentials: 'same-origin', ...withJson(init) })
    if (response.ok) return response
    const problem = await problemOf(response)
    if (problem.status === 401) options.onSignedOut()
    throw problem
  }
  return hc<AdminApp>(root.href, { fetch: checked })
}

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

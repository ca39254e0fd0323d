/** Tells from method and path what a request asks for. Paths are compared by their end, for relays put prefixes of their own before it. */
import type { Operation } from './protocol.ts'

export interface Endpoint {
  readonly method: 'GET' | 'POST'
  /** Tested against the raw path, without the query. */
  readonly path: RegExp
  readonly operation: Operation
}

/** The operation of the first endpoint that matches; `other` when none does. */
export const operationIn =
  (endpoints: readonly Endpoint[]) =>
  (method: string, path: string): Operation =>
    endpoints.find((endpoint) => endpoint.method === method && endpoint.path.test(path))?.operation ?? 'other'

/** `GET …/models` and `GET …/models/<id>`. */
export const LIST_MODELS: Endpoint = { method: 'GET', path: /\/models(?:\/[^/]*)?$/, operation: 'list-models' }

/** Chat Completions, which the makers of all protocols offer beside their own. */
export const CHAT_COMPLETIONS: Endpoint = { method: 'POST', path: /\/chat\/completions\/?$/, operation: 'generate' }

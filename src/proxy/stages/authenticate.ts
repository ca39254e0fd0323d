/**
 * Asks who is there, and takes CLP's own tokens out of the request before any later stage sees them: they are for this proxy and
 * never travel on. Paths that are open to everybody (`/health`, …) are answered before this layer.
 */
import { headerValue } from '../../codec/http/headers.ts'
import {
  looksLikeToken,
  pathHoldsToken,
  queryTokens,
  withoutHeaderTokens,
  withoutQueryTokens,
} from '../../codec/text/token.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import { Problem } from '../../edge/problem.ts'
import type { CredentialPlaces } from '../../protocol/common/protocol.ts'
import type { AccessDecision, ShownCredentials } from '../../store/access/access.ts'
import { shownToken } from '../../store/access/access-control.ts'
import { credentialsOf } from '../exchange/client-credentials.ts'
import type { ProxyDeps } from '../exchange/deps.ts'
import type { Head, Identified, Proxied } from '../exchange/exchange.ts'
import type { Layer } from '../exchange/handler.ts'

export const authenticate =
  ({ access }: Pick<ProxyDeps, 'access'>): Layer<Proxied, Identified> =>
  (next) =>
  (input) => {
    const { head } = input
    const shown = shownIn(head.headers, head.query, credentialsOf(head))
    const decision = access.check(shown, head.service.id, head.address)
    const problem = refusal(decision)
    if (problem !== undefined) throw problem
    if (pathHoldsToken(head.path, shownToken(shown))) throw tokenInPath()
    const name = decision.kind === 'granted' ? decision.token : undefined
    input.trace.token = name
    return next({ ...input, head: withoutToken(head, shownToken(shown)), client: { token: name } })
  }

/** Paths are logged by every program on the way, and cannot be forwarded without the token in them. */
const tokenInPath = (): Problem =>
  new Problem(
    'bad-request',
    'The path holds a CLP token; show it as "Authorization: Bearer clp_…" instead, and replace it, for paths are logged',
  )

/** What goes on shows nothing of it. */
const withoutToken = (head: Head, token: string | undefined): Head => {
  const headers = withoutHeaderTokens(head.headers, token)
  const query = withoutQueryTokens(head.query, token)
  return headers === head.headers && query === head.query ? head : { ...head, headers, query }
}

/** Where clients of a protocol show a key, beside the places that all have. */
type KeyPlaces = Partial<Pick<CredentialPlaces, 'headers' | 'parameters'>>

/** What a request shows, in the places where CLP looks. `query` is raw, without `?`. */
export const shownIn = (headers: RawHeaders, query: string, places: KeyPlaces = {}): ShownCredentials => {
  const authorization = headerValue(headers, 'authorization')
  const apiKey = keyIn(headers, places.headers ?? [])
  const values = queryTokens(query, places.parameters)
  const queryToken = values.find(looksLikeToken) ?? values[0]
  return {
    ...(authorization === undefined ? {} : { authorization }),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(queryToken === undefined ? {} : { queryToken }),
  }
}

/** For a client whose own login is passed on and may stand in any of the headers that keys have: CLP's token has one of its own. */
const TOKEN_HEADER = 'x-clp-token'

/** The first of the key headers that shows one of CLP's tokens, else the first that is there. */
const keyIn = (headers: RawHeaders, names: readonly string[]): string | undefined => {
  const others = names.filter((name) => name !== 'authorization' && name !== 'x-api-key')
  const found = [TOKEN_HEADER, 'x-api-key', ...others].flatMap((name) => headerValue(headers, name) ?? [])
  return found.find(looksLikeToken) ?? found[0]
}

/** The problem a decision stands for, or undefined when it lets in. Used by the live socket of the proxy ports as well. */
export const refusal = (decision: AccessDecision): Problem | undefined => {
  switch (decision.kind) {
    case 'open':
    case 'granted':
      return undefined
    case 'refused':
      return new Problem('unauthenticated', decision.reason, {
        headers: ['www-authenticate', 'Bearer realm="clp"'],
      })
    case 'throttled':
      return new Problem(
        'too-many-failures',
        `Too many failed sign-ins from this address; try again in ${decision.retryAfterSeconds} seconds`,
        { headers: ['retry-after', String(decision.retryAfterSeconds)] },
      )
    case 'unusable':
      return new Problem(
        'config-unusable',
        `Requests are refused because auth.json cannot be read, so nobody can be told apart: ${decision.reason}`,
      )
  }
}

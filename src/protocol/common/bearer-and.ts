/** Credentials as headers, the same way for every service that takes a bearer token, a key header, or both. */
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Credential } from '../../contract/upstream.ts'

/** Shows the token as `authorization: Bearer …` and the key in `keyHeader`; both if both are configured. */
export const bearerAnd =
  (keyHeader: string) =>
  ({ bearer, apiKey }: Credential): RawHeaders => [
    ...(bearer === undefined ? [] : ['Authorization', `Bearer ${bearer.reveal()}`]),
    ...(apiKey === undefined ? [] : [keyHeader, apiKey.reveal()]),
  ]

/** Whose login a client has to show: an upstream without a credential of its own is sent the client's. */
import type { Upstream } from '../../contract/upstream.ts'

/** The first enabled upstream that the client's own login is passed on to; undefined: CLP has a credential for every one. */
export const upstreamWithoutCredential = (pool: readonly Upstream[]): string | undefined =>
  pool.find(({ enabled, credential }) => enabled && credential.bearer === undefined && credential.apiKey === undefined)
    ?.name

/** Hands on unchanged. */
import type { ProxyDeps } from '../deps.ts'
import type { Inbound } from '../exchange.ts'
import type { Layer } from '../handler.ts'

export const rewrite =
  (_deps: ProxyDeps): Layer<Inbound> =>
  (next) =>
    next

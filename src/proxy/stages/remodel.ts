/** Hands on unchanged. */
import type { ProxyDeps } from '../deps.ts'
import type { Outbound } from '../exchange.ts'
import type { Layer } from '../handler.ts'

export const remodel =
  (_deps: ProxyDeps): Layer<Outbound> =>
  (next) =>
    next

/** Hands on unchanged. */
import type { ProxyDeps } from '../deps.ts'
import type { Arrived } from '../exchange.ts'
import type { Layer } from '../handler.ts'

export const admit =
  (_deps: ProxyDeps): Layer<Arrived> =>
  (next) =>
    next
